using System.CommandLine;
using ContainerState.Cli.Output;
using ContainerState.Cli.Running;
using ContainerState.Images;
using ContainerState.Servers;

namespace ContainerState.Cli.Image;

/// <summary><c>containerstate image remove</c></summary>
internal sealed class ImageRemoveCommand : CliCommand
{
    private readonly Argument<string[]> images = new("IMAGE") { Description = "Names, with *, ? and [a-c] as wildcards, or the first digits of ids.", Arity = ArgumentArity.OneOrMore, CompletionSources = { Names.Images } };

    /// <summary>Creates the command.</summary>
    public ImageRemoveCommand()
        : base("remove", "Remove images that no server runs from, with the layers that no other image has.") => Add(images);

    /// <inheritdoc/>
    protected override Task RunAsync(Invocation run) => ForEachAsync(run, run.Require(images), async pattern =>
    {
        await ForEachAsync(run, new ImageStore(run.Host).Find(pattern), async image =>
        {
            await new EphemeralServers(run.Host).RemoveImageAsync(image, run.Cancel);
            run.Output.Line($"Removed {image.Id} ({Plain.Line(image.Name)}).");
        });
    });
}
