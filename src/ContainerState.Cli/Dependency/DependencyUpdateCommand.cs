using System.CommandLine;
using ContainerState.Cli.Output;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Imports;
using ContainerState.Imports.Updates;

namespace ContainerState.Cli.Dependency;

/// <summary><c>containerstate dependency update</c></summary>
internal sealed class DependencyUpdateCommand : CliCommand
{
    private readonly Argument<string[]> names = new("NAME") { Description = "Names, with *, ? and [a-c] as wildcards; default: all dependencies.", Arity = ArgumentArity.ZeroOrMore, CompletionSources = { Names.Dependencies } };

    private readonly Option<string?> to = new("--to")
    {
        Description = "Where the named dependencies move to, and what they follow from then on: for Git a branch, tag, commit or a pattern of tags such as 'v1.*'; for Debian packages and sources a suite; with --sha256 the URL or path of an archive.",
        HelpName = "REF",
    };

    private readonly Option<string?> sha256 = new("--sha256") { Description = "For an archive: the SHA-256 that the new one must have; without --to it is fetched from where the old one came from.", HelpName = "DIGEST" };

    private readonly Option<bool> twice = new("--twice") { Description = "Make each import twice, and refuse it, naming the files, if the two differ." };

    private readonly Option<bool> allowRewritten = new("--allow-rewritten") { Description = "Also move to a branch that was rewritten, or to a tag that was moved; without it, that is an error." };

    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Only say what would be updated." };

    /// <summary>Creates the command.</summary>
    public DependencyUpdateCommand()
        : base("update", "Move pins to the newest commit of their branch or the newest of their tags, repeat imports, and commit what changed. To pull the repository itself, see repo update.")
    {
        Add(names);
        foreach (var option in (Option[])[to, sha256, twice, allowRewritten, dryRun])
        {
            Add(option);
        }
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        var archive = run.Get(sha256);
        var target = run.Get(to);
        var options = new DependencyUpdateOptions
        {
            Names = run.Get(names) ?? [],
            // With a digest it is an archive; a file's path is that of the folder that the command runs in.
            To = target is null || archive is null || ArchiveDependencyRequest.IsUrl(target) || target.Length == 0 ? target : Path.GetFullPath(target),
            Sha256 = archive,
            Twice = run.Get(twice),
            AllowRewritten = run.Get(allowRewritten),
            DryRun = run.Get(dryRun),
        };
        var result = await StateDependencies.UpdateAsync(run.Host, run.OpenRepository(), options, run.Progress, run.Cancel);
        Show(run, result, result.Updates);
        if (result.Commit is { } commit)
        {
            run.Output.Line($"Committed {Plain.ShortId(commit)}.");
        }
    }

    /// <summary>Shows rows of a result, and reports what failed.</summary>
    internal static void Show(Invocation run, DependencyUpdateResult result, IEnumerable<DependencyUpdate> updates)
    {
        foreach (var warning in result.Updates.SelectMany(update => update.Warnings.Select(text => $"{update.Name}: {text}")))
        {
            run.Output.Warning(warning);
        }
        run.Output.WriteTable(DependencyUpdateView.Instance, updates);
        foreach (var failure in result.Failures)
        {
            run.Fail(failure.Error);
        }
    }
}
