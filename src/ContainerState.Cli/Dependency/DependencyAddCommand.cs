using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Imports;

namespace ContainerState.Cli.Dependency;

/// <summary><c>containerstate dependency add</c></summary>
internal sealed class DependencyAddCommand : CliCommand
{
    private readonly Argument<string?> url = new("URL") { Description = "The URL or path of a Git repository.", Arity = ArgumentArity.ZeroOrOne };

    private readonly Option<string[]> debian = new("--debian") { Description = "Debian packages instead of a URL, separated by commas.", HelpName = "PACKAGES" };

    private readonly Option<string?> debianSource = new("--debian-source") { Description = "A Debian source package instead of a URL, unpacked, with Debian's patches.", HelpName = "PACKAGE" };

    private readonly Option<string?> archive = new("--archive") { Description = "The URL or path of a tar archive instead of a Git URL; plain or compressed with gzip, xz, zstd or bzip2.", HelpName = "URL|FILE" };

    private readonly Option<string?> sha256 = new("--sha256") { Description = "Required with --archive: the SHA-256 that the archive must have.", HelpName = "DIGEST" };

    private readonly Option<bool> rootFilesystem = new("--root-filesystem") { Description = "With --archive: treat it as a root filesystem; owners, modes, links and the folder at the top are kept as they are." };

    private readonly Option<string?> suite = new("--suite") { Description = "With --debian and --debian-source: the suite, such as bookworm.", HelpName = "SUITE", CompletionSources = { Names.Suites } };

    private readonly Option<string?> variant = new("--variant")
    {
        Description = "With --debian: extract unpacks the packages and runs no maintainer scripts; essential installs them into a minimal system. Default: extract if they need nothing from such a system and have no script to run, otherwise essential.",
        HelpName = "VARIANT",
    };

    private readonly Option<string?> mirror = new("--mirror") { Description = "With --debian and --debian-source: the mirror's URL.", HelpName = "URL" };

    private readonly Option<bool> twice = new("--twice") { Description = "With anything but a Git URL: import it twice, and refuse it, naming the files, if the two imports differ." };

    private readonly Option<string?> reference = new("--ref") { Description = "With a Git URL: a branch, tag or commit, or a pattern of tags such as 'v1.*' for the newest that matches; dependency update follows it. Default: the branch of the remote's HEAD.", HelpName = "REF" };

    private readonly Option<bool> sideBySide = new("--side-by-side") { Description = "With a Git URL: use a checkout next to the repository instead of a submodule." };

    private readonly Option<bool> fullHistory = new("--full-history") { Description = "With a Git URL: fetch the whole history, not only the pinned commit." };

    private readonly Option<string?> name = new("--name") { Description = "The dependency's name; default: derived from the source.", HelpName = "NAME" };

    private readonly Option<string?> to = new("--to") { Description = "Where to place its files on the server.", HelpName = "FOLDER" };

    private readonly Option<string[]> keep = new("--keep") { Description = "Which of its files to place there, as globs separated by commas; '' for none. Default: all.", HelpName = "GLOBS" };

    private readonly Option<bool> noComponent = new("--no-component") { Description = "Only pin it; do not write a component that places it on the server." };

    /// <summary>Creates the command.</summary>
    public DependencyAddCommand()
        : base("add", "Add a Git repository, Debian packages, a Debian source package or an archive, pinned to a commit.")
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
            Keep = run.Typed(keep) ? run.List(keep) : null,
            NoComponent = run.Get(noComponent),
            Twice = run.Get(twice),
        };
        var added = await StateDependencies.AddAsync(run.Host, run.OpenRepository(), request, run.Progress, run.Cancel);
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
            throw new UsageException("No dependency to add was given.", "Give a URL, Debian packages with --debian, a source package with --debian-source, or an archive with --archive.");
        }
        Refuse(run, "--archive", suite, variant, mirror, reference, sideBySide, fullHistory);
        if (run.Get(sha256) is not { } digest)
        {
            throw new UsageException("An archive needs its SHA-256.", "Give it with --sha256; publishers of archives usually publish it, and sha256sum prints it.");
        }
        return new ArchiveDependencyRequest(ArchiveDependencyRequest.IsUrl(file) || file.Length == 0 ? file : Path.GetFullPath(file), digest) { RootFilesystem = run.Get(rootFilesystem) };
    }

    private static void Refuse(Invocation run, string kind, params ReadOnlySpan<Option> options)
    {
        foreach (var option in options)
        {
            if (run.Typed(option))
            {
                throw new UsageException($"{option.Name} cannot be combined with {kind}.", "Leave one of them out.");
            }
        }
    }
}
