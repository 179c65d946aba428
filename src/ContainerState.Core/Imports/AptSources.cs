using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>The lists of a suite's packages, and what apt finds in them.</summary>
internal sealed class AptSources
{
    // As mmdebstrap has it where no mirror is given, so that packages and their sources are of one version, and so that
    // mmdebstrap can take the lists over.
    private const string DebianMirror = "http://deb.debian.org/debian";
    private const string SecurityMirror = "http://security.debian.org/debian-security";
    private const string Keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
    private const string TrustedParts = "/etc/apt/trusted.gpg.d";

    private readonly Wanted _wanted;
    private readonly AptProgram _apt;

    private AptSources(Wanted wanted, AptProgram apt, IReadOnlyList<string> warnings)
    {
        _wanted = wanted;
        _apt = apt;
        Warnings = warnings;
    }

    /// <summary>What is to be had from where.</summary>
    /// <param name="Packages">The packages.</param>
    /// <param name="Type">As in sources.list(5): <see cref="Binary"/> or <see cref="Source"/>.</param>
    /// <param name="Suite">The suite.</param>
    /// <param name="Mirror">The mirror's URL; Debian's own when null.</param>
    public sealed record Wanted(IReadOnlyList<string> Packages, string Type, string Suite, string? Mirror);

    /// <summary>Packages that can be installed.</summary>
    public const string Binary = "deb";

    /// <summary>Source packages.</summary>
    public const string Source = "deb-src";

    /// <summary>Where the lists are, each as the mirror has it and signed.</summary>
    public string Lists => _apt.Lists;

    /// <summary>What whoever takes packages from them should know.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Has the lists of a suite's packages: fetches what says which they are, whose signature is checked, and of them those that are not kept.</summary>
    /// <param name="wanted">Says which.</param>
    /// <param name="kept">Those that were fetched before.</param>
    /// <param name="folder">The folder for it all; made here.</param>
    /// <param name="progress">Is told what is fetched.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Remote"/>: The mirror does not answer, does not have the suite, its signature is not Debian's, or is too old.</exception>
    public static async Task<AptSources> OpenAsync(Wanted wanted, PackageLists kept, string folder, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        if (!File.Exists(Keyring))
        {
            throw new HostNotReadyException([$"there is no {Keyring}: apt-get install debian-archive-keyring"]);
        }
        progress?.Report(new StepProgress("Fetch", $"lists of Debian {wanted.Suite}"));
        var apt = new AptProgram(folder, wanted);
        await apt.MakeAsync(SourcesOf(wanted.Suite, wanted.Mirror, wanted.Type), cancel);
        var releases = await new AptUpdate(apt, wanted, kept, new AptProgress(progress)).RunAsync(cancel);
        var warnings = releases.Select(release => ReleaseAge.WarningOf(release.Suite, release.File, DateTimeOffset.UtcNow)).OfType<string>().ToList();
        foreach (var warning in warnings)
        {
            progress?.Report(new StepProgress("Fetch", warning));
        }
        return new(wanted, apt, warnings);
    }

    /// <summary>The same lists, for other packages.</summary>
    public AptSources For(IReadOnlyList<string> packages) => _wanted with { Packages = packages } is var wanted ? new(wanted, _apt.For(wanted), Warnings) : this;

    /// <summary>The files of the source package, as the signed lists name them.</summary>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.PackageNotFound"/>: The suite has no source package of that name.</exception>
    public async Task<IReadOnlyList<AptFile>> SourceFilesAsync(CancellationToken cancel) =>
        AptPlan.ParseSource(await GetAsync(["source", "--print-uris", "--download-only", "--only-source", "--", .. _wanted.Packages], cancel));

    /// <summary>Every version of some packages that the lists have, with the suite that has it.</summary>
    /// <param name="packages">Their names.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<IReadOnlyList<(string Package, string Version, string Suite)>> VersionsAsync(IEnumerable<string> packages, CancellationToken cancel) =>
        AptPlan.ParseVersions(await _apt.RunAsync("apt-cache", ["madison", "--", .. packages], cancel));

    /// <summary>Fetches the files of the request's source package, each with the digest that the signed lists name.</summary>
    /// <param name="target">An empty folder.</param>
    /// <param name="progress">Is told what is fetched.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The path of its .dsc.</returns>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.PackageNotFound"/>: The suite has no source package of that name.</exception>
    public async Task<string> FetchAsync(string target, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        await GetAsync(["source", "--download-only", "--only-source", "--", .. _wanted.Packages], cancel, target, new AptProgress(progress));
        return Directory.EnumerateFiles(target, "*.dsc").Single();
    }

    /// <summary>What an empty system would get with some packages: all that they need, without what they recommend.</summary>
    /// <param name="packages">Names, or patterns as apt-patterns(7) has them.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.PackageNotFound"/>: The suite does not have one of them.</exception>
    public async Task<AptPlan> PlanAsync(IEnumerable<string> packages, CancellationToken cancel) =>
        AptPlan.Parse(await GetAsync(["install", "--print-uris", "--assume-yes", "--", .. packages], cancel));

    /// <summary>Fetches package files, each with the digest that the signed lists name, under the names that apt plans with.</summary>
    /// <param name="packages">Their names.</param>
    /// <param name="target">The folder.</param>
    /// <param name="progress">Is told what is fetched.</param>
    /// <param name="cancel">Stops it.</param>
    public Task DownloadAsync(IReadOnlyCollection<string> packages, string target, IProgress<StepProgress>? progress, CancellationToken cancel) =>
        GetAsync(["download", "--", .. packages], cancel, target, new AptProgress(progress, packages.Count));

    /// <summary>The list of sources, in the format of sources.list(5), deb822 style.</summary>
    internal static string SourcesOf(string suite, string? mirror, string type)
    {
        // A rolling suite, and one beside a release such as bookworm-backports, has no updates of its own.
        var hasUpdates = mirror is null && suite is not ("sid" or "unstable" or "testing" or "experimental" or "rc-buggy") && !suite.Contains('-');
        var text = Stanza(type, mirror ?? DebianMirror, hasUpdates ? $"{suite} {suite}-updates" : suite);
        return hasUpdates ? text + "\n" + Stanza(type, SecurityMirror, suite + "-security") : text;
    }

    // Packages may come from a mirror of one's own, signed by whom the host's apt trusts, as mmdebstrap has it.
    private static string KeyringsOf(string type) =>
        type == Source || !Directory.Exists(TrustedParts)
            ? Keyring
            : string.Join(", ", Directory.EnumerateFiles(TrustedParts).Where(file => Path.GetExtension(file) is ".gpg" or ".asc" && !file.Any(c => c is ' ' or ',')).Order(StringComparer.Ordinal).Prepend(Keyring));

    // Without a list of architectures, a host that has a second one would have its lists as well.
    private static string Stanza(string type, string mirror, string suites) =>
        $"Types: {type}\nURIs: {mirror}\nSuites: {suites}\nComponents: main\n{(type == Binary ? $"Architectures: {AptProgram.Architecture}\n" : "")}Signed-By: {KeyringsOf(type)}\nTargets: {(type == Binary ? "Packages" : "Sources")}\n";

    private Task<string> GetAsync(string[] arguments, CancellationToken cancel, string? target = null, AptProgress? progress = null) =>
        _apt.RunAsync("apt-get", arguments, cancel, target, progress is null ? null : progress.Tell);
}
