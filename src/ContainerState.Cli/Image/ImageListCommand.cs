using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Images;

namespace ContainerState.Cli.Image;

/// <summary><c>containerstate image list</c></summary>
internal sealed class ImageListCommand : CliCommand
{
    private readonly Argument<string?> image = new("IMAGE") { Description = "A name, in which * and ? and [a-c] stand for others, or the beginning of an id. All when left out.", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>Creates the command.</summary>
    public ImageListCommand()
        : base("list", "List the images of this host, newest first.") => Add(image);

    /// <inheritdoc/>
    protected override Task RunAsync(Invocation run)
    {
        run.Output.WriteTable(ImageView.Instance, ImageStore.Find(run.Get(image) ?? "*"));
        return Task.CompletedTask;
    }
}
