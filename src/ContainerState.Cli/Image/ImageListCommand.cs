using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Images;

namespace ContainerState.Cli.Image;

/// <summary><c>containerstate image list</c></summary>
internal sealed class ImageListCommand : CliCommand
{
    private readonly Argument<string?> image = new("IMAGE") { Description = "A name, with *, ? and [a-c] as wildcards, or the first digits of an id; default: all.", Arity = ArgumentArity.ZeroOrOne, CompletionSources = { Names.Images } };

    /// <summary>Creates the command.</summary>
    public ImageListCommand()
        : base("list", "List the images on this host, newest first.") => Add(image);

    /// <inheritdoc/>
    protected override Task RunAsync(Invocation run)
    {
        run.Output.WriteTable(ImageView.Instance, new ImageStore(run.Host).Find(run.Get(image) ?? "*"));
        return Task.CompletedTask;
    }
}
