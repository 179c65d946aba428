using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Dependencies;

namespace ContainerState.Cli.Dependency;

/// <summary><c>containerstate dependency add</c></summary>
internal sealed class DependencyAddCommand : CliCommand
{
    private readonly Argument<string?> url = new("URL") { Description = "A Git repository: its URL, or a path.", Arity = ArgumentArity.ZeroOrOne };

    private readonly Option<string[]> debian = new("--debian") { Description = "Debian packages in place of a URL, separated by commas.", HelpName = "PACKAGES" };

    private readonly Option<string?> suite = new("--suite") { Description = "With --debian: the suite, such as bookworm.", HelpName = "SUITE" };

    private readonly Option<string?> variant = new("--variant")
    {
        Description = "With --debian: extract unpacks the packages and runs no maintainer scripts; essential installs them into a minimal system.",
        HelpName = "VARIANT",
    };

    private readonly Option<string?> mirror = new("--mirror") { Description = "With --debian: the mirror's URL.", HelpName = "URL" };

    private readonly Option<string?> reference = new("--ref") { Description = "With a URL: a branch, tag or commit; the remote's HEAD when left out.", HelpName = "REF" };

    private readonly Option<bool> sideBySide = new("--side-by-side") { Description = "With a URL: a checkout next to the repository in place of a submodule." };

    private readonly Option<bool> fullHistory = new("--full-history") { Description = "With a URL: its whole history, not the one commit alone." };

    private readonly Option<string?> name = new("--name") { Description = "Its name; derived from the source when left out.", HelpName = "NAME" };

    private readonly Option<string?> to = new("--to") { Description = "Where its files land on the server.", HelpName = "FOLDER" };

    private readonly Option<string[]> keep = new("--keep") { Description = "Which of its files, as globs separated by commas; all when left out.", HelpName = "GLOBS" };

    private readonly Option<bool> noComponent = new("--no-component") { Description = "Only pin it; write no component that puts it on the server." };

    /// <summary>Creates the command.</summary>
    public DependencyAddCommand()
        : base("add", "Bring a Git repository or Debian packages into Git, pinned to a commit.")
    {
        Add(url);
        foreach (var option in (Option[])[debian, suite, variant, mirror, reference, sideBySide, fullHistory, name, to, keep, noComponent])
        {
            Add(option);
        }
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        var request = Request(run) with
        {
            Name = run.Get(name),
            To = run.Get(to),
            Keep = run.List(keep),
            NoComponent = run.Get(noComponent),
        };
        var added = await StateDependencies.AddAsync(run.OpenRepository(), request, run.Progress, run.Cancel);
        run.Output.Write(DependencyView.Instance, added);
    }

    private DependencyRequest Request(Invocation run)
    {
        if (run.Get(url) is { } from)
        {
            Refuse(run, "a URL", debian, suite, variant, mirror);
            return new GitDependencyRequest(from)
            {
                Ref = run.Get(reference),
                SideBySide = run.Get(sideBySide),
                FullHistory = run.Get(fullHistory),
            };
        }
        if (!run.Typed(debian))
        {
            throw new UsageException("Nothing to add was named.", "Give a URL, or Debian packages with --debian.");
        }
        Refuse(run, "--debian", reference, sideBySide, fullHistory);
        var request = new DebianDependencyRequest(run.List(debian));
        return request with
        {
            Suite = run.Get(suite) ?? request.Suite,
            Variant = run.Get(variant) ?? request.Variant,
            Mirror = run.Get(mirror),
        };
    }

    private static void Refuse(Invocation run, string kind, params ReadOnlySpan<Option> options)
    {
        foreach (var option in options)
        {
            if (run.Typed(option))
            {
                throw new UsageException($"{option.Name} does not go with {kind}.", "Leave one of them out.");
            }
        }
    }
}
