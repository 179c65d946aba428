using System.CommandLine;
using ContainerState.Cli.Output;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Images;
using ContainerState.Proofs;

namespace ContainerState.Cli.Image;

/// <summary><c>containerstate image test</c></summary>
internal sealed class ImageTestCommand : CliCommand
{
    // --json lists all of them, for programs.
    private const int DifferencesShown = 100;

    private readonly Argument<string?> image = new("IMAGE") { Description = "A name, or the first digits of an id; default: the image of the commit.", Arity = ArgumentArity.ZeroOrOne, CompletionSources = { Names.Images } };

    private readonly Option<string?> reference = new("--ref") { Description = "A branch, tag or commit; default: HEAD.", HelpName = "REF", CompletionSources = { Names.References } };

    private readonly Option<bool> rebuild = new("--rebuild") { Description = "Build the commit a second time, from scratch and in a different environment, and compare." };

    private readonly Option<bool> offline = new("--offline") { Description = "The same as --rebuild, without network access for any program." };

    /// <summary>Creates the command.</summary>
    public ImageTestCommand()
        : base("test", "Test whether an image matches its record, or the result of a second build. Exit code 1 if not.")
    {
        Add(image);
        Add(reference);
        Add(rebuild);
        Add(offline);
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        var given = run.Get(image) is { } name ? new ImageStore(run.Host).FindOne(name) : null;
        if (given is not null && run.Get(reference) is not null)
        {
            throw new UsageException("Give an image or --ref, not both.", "An image already names its commit.");
        }
        var result = run.Get(rebuild) || run.Get(offline)
            ? await new ImageProof(run.Host).RebuildAsync(
                run.LocateRepository(), new ProofOptions { Reference = run.Get(reference), Image = given, Offline = run.Get(offline) }, run.Output.Warning, run.Progress, run.Cancel)
            : await new ImageProof(run.Host).CheckAsync(given ?? new ImageProof(run.Host).Find(run.LocateRepository(), run.Get(reference)), run.Progress, run.Cancel);
        run.Output.Write(ImageTestView.Instance, result);
        if (!run.Output.Json)
        {
            Show(run, result);
        }
        if (!result.Passed)
        {
            run.FailWith(ExitCodes.TestFailed);
        }
    }

    private static void Show(Invocation run, ServerImageTestResult result)
    {
        if (result.Axes.Count > 0)
        {
            run.Output.Line("");
            run.Output.WriteTable(ProofAxisView.Instance, result.Axes);
        }
        if (result.Differences.Count > 0)
        {
            run.Output.Line("");
            run.Output.WriteTable(TreeDifferenceView.Instance, result.Differences.Take(DifferencesShown));
        }
        if (result.Differences.Count > DifferencesShown)
        {
            run.Output.Line($"And {result.Differences.Count - DifferencesShown} more, which --json lists.");
        }
        foreach (var difference in result.Differences.Take(DifferencesShown).Where(difference => difference.Diffoscope.Length > 0))
        {
            run.Output.Line("");
            run.Output.Line(Plain.Line(difference.Path));
            foreach (var line in Plain.Lines(difference.Diffoscope))
            {
                run.Output.Line("  " + line);
            }
        }
    }
}
