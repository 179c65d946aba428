using System.CommandLine;
using ContainerState.Cli.Output;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Contents;
using ContainerState.Servers;

namespace ContainerState.Cli.Image;

/// <summary><c>containerstate image compare</c></summary>
internal sealed class ImageCompareCommand : CliCommand
{
    // --json lists all of them, for programs.
    private const int Shown = 100;

    private readonly Argument<string> first = new("FIRST") { Description = "A branch, tag or commit, an image by name or id, or a server; commit:, image: and server: in front say which.", CompletionSources = { Names.ImageReferences } };

    private readonly Argument<string> second = new("SECOND") { Description = "The same; default: HEAD.", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "HEAD", CompletionSources = { Names.ImageReferences } };

    /// <summary>Creates the command.</summary>
    public ImageCompareCommand()
        : base("compare", "List the dependencies, components, packages, settings and files in which two commits, images or servers differ.")
    {
        Add(first);
        Add(second);
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        var differences = new List<ServerImageDifference>();
        var result = await new ImageContents(run.Host).CompareAsync(
            run.LocateRepository(), ImageReference.Of(run.Require(first)), ImageReference.Of(run.Require(second)), Take, run.Output.Warning, run.Progress, run.Cancel);
        foreach (var kind in differences.GroupBy(difference => difference.Kind))
        {
            run.Output.WriteTable(ImageDifferenceView.Of(kind.Key), kind.Take(Shown));
            if (kind.Count() > Shown)
            {
                run.Output.Line($"And {kind.Count() - Shown} more, which --json lists.");
            }
            run.Output.Line("");
        }
        run.Output.Line(Plain.Line(result.ToString()));

        void Take(ServerImageDifference difference)
        {
            if (run.Output.Json)
            {
                run.Output.Write(ImageDifferenceView.Of(difference.Kind), difference);
            }
            else
            {
                differences.Add(difference);
            }
        }
    }
}
