using System.CommandLine;
using ContainerState.Cli.Output;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Contents;
using ContainerState.Servers;

namespace ContainerState.Cli.Image;

/// <summary><c>containerstate image content</c></summary>
internal sealed class ImageContentCommand : CliCommand
{
    private readonly Argument<string> image = new("IMAGE")
    {
        Description = "A branch, tag or commit, an image by name or id, or a server; commit:, image: and server: in front say which. Default: HEAD.",
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = _ => "HEAD",
        CompletionSources = { Names.ImageReferences },
    };

    private readonly Option<string[]> file = new("--file") { Description = "List the files at this path of the server and below it, with the component that each is from; / for all.", HelpName = "PATH" };

    /// <summary>Creates the command.</summary>
    public ImageContentCommand()
        : base("content", "List what is in an image, by component, and which component and commit a file is from.")
    {
        Add(image);
        Add(file);
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        var reference = ImageReference.Of(run.Require(image));
        if (run.Get(file) is { Length: > 0 } paths)
        {
            await ShowFilesAsync(run, reference, paths);
            return;
        }
        var content = await new ImageContents(run.Host).ComponentsAsync(run.LocateRepository(), reference, run.Output.Warning, run.Progress, run.Cancel);
        run.Output.WriteTable(ImageComponentView.Instance, content.Components);
        run.Output.Line("");
        run.Output.Line(Plain.Line($"{content.Image}, image {Plain.ShortId(content.Image.Image)}: {content.Files} files of {Plain.Size(content.SizeBytes)} together."));
    }

    private static async Task ShowFilesAsync(Invocation run, ImageReference reference, string[] paths)
    {
        var files = new List<ServerImageFile>();
        await new ImageContents(run.Host).FilesAsync(
            run.LocateRepository(),
            reference,
            paths,
            one =>
            {
                if (run.Output.Json)
                {
                    run.Output.Write(ImageFileView.Instance, one);
                }
                else
                {
                    files.Add(one);
                }
            },
            (_, fault) => run.Fail(fault),
            run.Output.Warning,
            run.Progress,
            run.Cancel);
        run.Output.WriteTable(ImageFileView.Instance, files);
    }
}
