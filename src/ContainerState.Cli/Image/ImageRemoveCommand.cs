using System.CommandLine;
using ContainerState.Cli.Output;
using ContainerState.Cli.Running;
using ContainerState.Images;
using ContainerState.Servers;

namespace ContainerState.Cli.Image;

/// <summary><c>containerstate image remove</c></summary>
internal sealed class ImageRemoveCommand : CliCommand
{
    private readonly Argument<string[]> images = new("IMAGE") { Description = "Names, in which * and ? and [a-c] stand for others, or the beginnings of ids.", Arity = ArgumentArity.OneOrMore };

    /// <summary>Creates the command.</summary>
    public ImageRemoveCommand()
        : base("remove", "Remove images that no server runs from.") => Add(images);

    /// <inheritdoc/>
    protected override Task RunAsync(Invocation run) => ForEachAsync(run, run.Require(images), async pattern =>
    {
        await ForEachAsync(run, ImageStore.Find(pattern), async image =>
        {
            await EphemeralServers.RemoveImageAsync(image, run.Cancel);
            run.Output.Line($"Removed {image.Id} ({Plain.Line(image.Name)}).");
        });
    });
}
