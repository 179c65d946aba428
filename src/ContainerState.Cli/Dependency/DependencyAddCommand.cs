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

    private readonly Option<string?> debianSource = new("--debian-source") { Description = "A Debian source package in place of a URL, unpacked and with Debian's patches.", HelpName = "PACKAGE" };

    private readonly Option<string?> archive = new("--archive") { Description = "A tar archive in place of a URL: its own URL, or a path; plain or compressed by gzip, xz, zstd or bzip2.", HelpName = "URL|FILE" };

    private readonly Option<string?> sha256 = new("--sha256") { Description = "With --archive, and required: the SHA-256 that it must have.", HelpName = "DIGEST" };

    private readonly Option<bool> rootFilesystem = new("--root-filesystem") { Description = "With --archive: it holds a root filesystem, of which owners, modes, links and the folder at the top are kept as they are." };

    private readonly Option<string?> suite = new("--suite") { Description = "With --debian and --debian-source: the suite, such as bookworm.", HelpName = "SUITE" };

    private readonly Option<string?> variant = new("--variant")
    {
        Description = "With --debian: extract unpacks the packages and runs no maintainer scripts; essential installs them into a minimal system. When left out, extract where they need nothing of such a system and bring no script to run.",
        HelpName = "VARIANT",
    };

    private readonly Option<string?> mirror = new("--mirror") { Description = "With --debian and --debian-source: the mirror's URL.", HelpName = "URL" };

    private readonly Option<bool> twice = new("--twice") { Description = "With all but a URL: import it twice, and refuse it, with the names of the files, when the second is not the first." };

    private readonly Option<string?> reference = new("--ref") { Description = "With a URL: a branch, tag or commit; the remote's HEAD when left out.", HelpName = "REF" };

    private readonly Option<bool> sideBySide = new("--side-by-side") { Description = "With a URL: a checkout next to the repository in place of a submodule." };

    private readonly Option<bool> fullHistory = new("--full-history") { Description = "With a URL: its whole history, not the one commit alone." };

    private readonly Option<string?> name = new("--name") { Description = "Its name; derived from the source when left out.", HelpName = "NAME" };

    private readonly Option<string?> to = new("--to") { Description = "Where its files land on the server.", HelpName = "FOLDER" };

    private readonly Option<string[]> keep = new("--keep") { Description = "Which of its files, as globs separated by commas; all when left out.", HelpName = "GLOBS" };

    private readonly Option<bool> noComponent = new("--no-component") { Description = "Only pin it; write no component that puts it on the server." };

    /// <summary>Creates the command.</summary>
    public DependencyAddCommand()
        : base("add", "Bring a Git repository, Debian packages, a Debian source package or an archive into Git, pinned to a commit.")
    {
        Add(url);
        foreach (var option in (Option[])[debian, debianSource, archive, sha256, rootFilesystem, suite, variant, mirror, twice, reference, sideBySide, fullHistory, name, to, keep, noComponent])
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
            Twice = run.Get(twice),
        };
        var added = await StateDependencies.AddAsync(run.OpenRepository(), request, run.Progress, run.Cancel);
        foreach (var warning in added.Warnings)
        {
            run.Output.Warning(warning);
        }
        run.Output.Write(DependencyView.Instance, added);
    }

    private DependencyRequest Request(Invocation run)
    {
        if (run.Get(url) is { } from)
        {
            Refuse(run, "a URL", debian, debianSource, archive, sha256, rootFilesystem, suite, variant, mirror, twice);
            return new GitDependencyRequest(from)
            {
                Ref = run.Get(reference),
                SideBySide = run.Get(sideBySide),
                FullHistory = run.Get(fullHistory),
            };
        }
        if (run.Typed(debian))
        {
            Refuse(run, "--debian", debianSource, archive, sha256, rootFilesystem, reference, sideBySide, fullHistory);
            var packages = new DebianDependencyRequest(run.List(debian));
            return packages with { Suite = run.Get(suite) ?? packages.Suite, Variant = run.Get(variant) ?? packages.Variant, Mirror = run.Get(mirror) };
        }
        if (run.Get(debianSource) is { } package)
        {
            Refuse(run, "--debian-source", archive, sha256, rootFilesystem, variant, reference, sideBySide, fullHistory);
            var source = new DebianSourceDependencyRequest(package);
            return source with { Suite = run.Get(suite) ?? source.Suite, Mirror = run.Get(mirror) };
        }
        if (run.Get(archive) is not { } file)
        {
            throw new UsageException("Nothing to add was named.", "Give a URL, Debian packages with --debian, a source package with --debian-source, or an archive with --archive.");
        }
        Refuse(run, "--archive", suite, variant, mirror, reference, sideBySide, fullHistory);
        if (run.Get(sha256) is not { } digest)
        {
            throw new UsageException("An archive is taken only with its digest.", "Give it with --sha256; its makers publish it, and sha256sum prints it.");
        }
        return new ArchiveDependencyRequest(ArchiveDependencyRequest.IsUrl(file) || file.Length == 0 ? file : Path.GetFullPath(file), digest) { RootFilesystem = run.Get(rootFilesystem) };
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
