using System.Text;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>
/// apt with a state folder, a cache and a list of sources of its own. The host's lists, cache and sources are neither
/// read nor written; its settings (a proxy, for one) count.
/// </summary>
internal sealed class AptSources
{
    // For how many seconds nothing may come where there is little room: longer than apt itself waits for a mirror.
    private const int StillSeconds = 40;

    // As mmdebstrap has it where no mirror is given, so that packages and their sources are of one version.
    private const string DebianMirror = "http://deb.debian.org/debian";
    private const string SecurityMirror = "http://deb.debian.org/debian-security";
    private const string Keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
    private const string TrustedParts = "/etc/apt/trusted.gpg.d";

    // A file, since -o cannot empty a list: the host's hooks clear its own caches and refresh its catalogues.
    private const string NoHooks = "#clear APT::Update::Pre-Invoke;\n#clear APT::Update::Post-Invoke;\n#clear APT::Update::Post-Invoke-Success;\n";

    private readonly Wanted _wanted;
    private readonly string _folder;

    private AptSources(Wanted wanted, string folder)
    {
        _wanted = wanted;
        _folder = folder;
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
    public string Lists => Path.Combine(_folder, "state/lists");

    /// <summary>Fetches the lists of a suite's packages, whose signatures are checked.</summary>
    /// <param name="wanted">Says which.</param>
    /// <param name="folder">The folder for it all; made here.</param>
    /// <param name="progress">Is told what is fetched.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Remote"/>: The mirror does not answer, does not have the suite, or its signature is not Debian's.</exception>
    public static async Task<AptSources> OpenAsync(Wanted wanted, string folder, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        if (!File.Exists(Keyring))
        {
            throw new HostNotReadyException([$"there is no {Keyring}: apt-get install debian-archive-keyring"]);
        }
        foreach (var part in (string[])["state/lists/partial", "cache/archives/partial"])
        {
            Directory.CreateDirectory(Path.Combine(folder, part));
        }
        var apt = new AptSources(wanted, folder);
        await File.WriteAllTextAsync(apt.ConfigurationFile, NoHooks, cancel);
        await File.WriteAllTextAsync(apt.SourcesFile, SourcesOf(wanted.Suite, wanted.Mirror, wanted.Type), cancel);
        await apt.RunAsync(folder, progress, cancel, "update");
        return apt;
    }

    /// <summary>The same lists, for other packages.</summary>
    public AptSources For(IReadOnlyList<string> packages) => new(_wanted with { Packages = packages }, _folder);

    /// <summary>The files of the source package, as the signed lists name them.</summary>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.PackageNotFound"/>: The suite has no source package of that name.</exception>
    public async Task<IReadOnlyList<AptFile>> SourceFilesAsync(CancellationToken cancel) =>
        AptPlan.ParseSource(await RunAsync(_folder, null, cancel, ["source", "--print-uris", "--download-only", "--only-source", "--", .. _wanted.Packages]));

    /// <summary>Every version of some packages that the lists have, with the suite that has it.</summary>
    /// <param name="packages">Their names.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<IReadOnlyList<(string Package, string Version, string Suite)>> VersionsAsync(IEnumerable<string> packages, CancellationToken cancel) =>
        AptPlan.ParseVersions(await RunAsync("apt-cache", _folder, null, cancel, ["madison", "--", .. packages]));

    /// <summary>Fetches the files of the request's source package, each with the digest that the signed lists name.</summary>
    /// <param name="target">An empty folder.</param>
    /// <param name="progress">Is told what is fetched.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The path of its .dsc.</returns>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.PackageNotFound"/>: The suite has no source package of that name.</exception>
    public async Task<string> FetchAsync(string target, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        await RunAsync(target, progress, cancel, ["source", "--download-only", "--only-source", "--", .. _wanted.Packages]);
        return Directory.EnumerateFiles(target, "*.dsc").Single();
    }

    /// <summary>What an empty system would get with some packages: all that they need, without what they recommend.</summary>
    /// <param name="packages">Names, or patterns as apt-patterns(7) has them.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.PackageNotFound"/>: The suite does not have one of them.</exception>
    public async Task<AptPlan> PlanAsync(IEnumerable<string> packages, CancellationToken cancel) =>
        AptPlan.Parse(await RunAsync(_folder, null, cancel, ["install", "--print-uris", "--assume-yes", "--", .. packages]));

    /// <summary>Fetches package files, each with the digest that the signed lists name.</summary>
    /// <param name="packages">Their names.</param>
    /// <param name="target">An empty folder.</param>
    /// <param name="progress">Is told what is fetched.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The files' paths.</returns>
    public async Task<IReadOnlyList<string>> DownloadAsync(IEnumerable<string> packages, string target, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        await RunAsync(target, progress, cancel, ["download", "--", .. packages]);
        return [.. Directory.EnumerateFiles(target, "*.deb")];
    }

    /// <summary>The list of sources, in the format of sources.list(5), deb822 style.</summary>
    internal static string SourcesOf(string suite, string? mirror, string type)
    {
        // A rolling suite, and one beside a release such as bookworm-backports, has no updates of its own.
        var hasUpdates = mirror is null && suite is not ("sid" or "unstable" or "testing" or "experimental" or "rc-buggy") && !suite.Contains('-');
        var text = Stanza(type, mirror ?? DebianMirror, hasUpdates ? $"{suite} {suite}-updates" : suite);
        return hasUpdates ? text + "\n" + Stanza(type, SecurityMirror, suite + "-security") : text;
    }

    private string ConfigurationFile => Path.Combine(_folder, "apt.conf");

    private string SourcesFile => Path.Combine(_folder, "debian.sources");

    // Packages may come from a mirror of one's own, signed by whom the host's apt trusts, as mmdebstrap has it.
    private static string KeyringsOf(string type) =>
        type == Source || !Directory.Exists(TrustedParts)
            ? Keyring
            : string.Join(", ", Directory.EnumerateFiles(TrustedParts).Where(file => Path.GetExtension(file) is ".gpg" or ".asc" && !file.Any(c => c is ' ' or ',')).Order(StringComparer.Ordinal).Prepend(Keyring));

    private static string Stanza(string type, string mirror, string suites) =>
        $"Types: {type}\nURIs: {mirror}\nSuites: {suites}\nComponents: main\nSigned-By: {KeyringsOf(type)}\nTargets: {(type == Binary ? "Packages" : "Sources")}\n";

    private Task<string> RunAsync(string folder, IProgress<StepProgress>? progress, CancellationToken cancel, params string[] arguments) =>
        RunAsync("apt-get", folder, progress, cancel, arguments);

    private async Task<string> RunAsync(string program, string folder, IProgress<StepProgress>? progress, CancellationToken cancel, string[] arguments)
    {
        (string Name, string Value)[] settings =
        [
            ("Dir::Etc::SourceList", SourcesFile),
            ("Dir::Etc::SourceParts", "/dev/null"),
            ("Dir::Etc::Preferences", "/dev/null"),
            ("Dir::Etc::PreferencesParts", "/dev/null"),
            ("Dir::Etc::Trusted", "/dev/null"),
            ("Dir::Etc::TrustedParts", "/dev/null"),
            ("Dir::State", Path.Combine(_folder, "state")),
            ("Dir::State::Lists", Path.Combine(_folder, "state/lists")),
            ("Dir::State::Status", "/dev/null"),
            ("Dir::Cache", Path.Combine(_folder, "cache")),
            ("Dir::Cache::Archives", "archives"),
            // Else each run reads all lists again, where the host's settings keep no cache, as in many a container.
            ("Dir::Cache::pkgcache", "pkgcache.bin"),
            ("Dir::Cache::srcpkgcache", "srcpkgcache.bin"),
            ("Dir::Log", Path.Combine(_folder, "log")),
            // The scratch folder is for its owner alone, and apt's own user could not even enter it.
            ("APT::Sandbox::User", "root"),
            // Else a list that could not be fetched is a warning, and the package is missing without a reason.
            ("APT::Update::Error-Mode", "any"),
            ("APT::Get::AllowUnauthenticated", "false"),
            // As mmdebstrap has it: no more than is needed, and apt is not needed.
            ("APT::Install-Recommends", "false"),
            ("pkgCacheGen::ForceEssential", ","),
            // Else the digests of files are those that every archive has, which is MD5.
            ("Acquire::ForceHash", "SHA256"),
            // As they are fetched, so that another apt can take them over.
            ("Acquire::GzipIndexes", "false"),
            ("Acquire::AllowInsecureRepositories", "false"),
            ("Acquire::AllowDowngradeToInsecureRepositories", "false"),
            ("Acquire::AllowWeakRepositories", "false"),
            ("Acquire::Languages", "none"),
        ];
        var command = new ProgramCommand(program) { DiesWithUs = true, WorkingDirectory = folder }
            .With("--quiet", "-c", ConfigurationFile)
            .With([.. settings.SelectMany(setting => (string[])["-o", $"{setting.Name}={setting.Value}"])])
            .With(arguments)
            .WithEnvironment("DEBIAN_FRONTEND", "noninteractive")
            .WithEnvironment("LC_ALL", "C.UTF-8")
            // Which translates, whatever the locale but C itself.
            .WithEnvironment("LANGUAGE", "")
            .WithEnvironment("TMPDIR", _folder);
        var text = new StringBuilder();
        var room = FileFaults.Room(_folder);
        var result = await WhileThereIsSpaceAsync(token => ProgramRunner.TryRunAsync(command, output: TellAsync, cancel: token), cancel);
        if (result.ExitCode != 0)
        {
            throw DebianFaults.Explain(result, string.Join(", ", _wanted.Packages), _wanted.Suite, _wanted.Mirror, room);
        }
        return text.ToString();

        // apt waits for ever now and then when its disk is full: one of its programs gives up and removes what it wrote, and apt
        // does not notice. It is ended when nothing has come for a while, and there is no room for what should.
        async Task<ProgramResult> WhileThereIsSpaceAsync(Func<CancellationToken, Task<ProgramResult>> run, CancellationToken cancel)
        {
            using var full = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var running = run(full.Token);
            var still = 0;
            var before = 0L;
            while (await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None)) != running)
            {
                var space = FileFaults.Room(_folder);
                still = space < DebianFaults.LeastSpace && space + text.Length == before ? still + 1 : 0;
                before = space + text.Length;
                if (still == StillSeconds)
                {
                    await full.CancelAsync();
                }
            }
            try
            {
                return await running;
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw new DiskFullException(_folder);
            }
        }

        async Task TellAsync(Stream output, CancellationToken token)
        {
            using var lines = new StreamReader(output);
            while (await lines.ReadLineAsync(token) is { } line)
            {
                text.Append(line).Append('\n');
                if (line.StartsWith("Get:", StringComparison.Ordinal))
                {
                    progress?.Report(new StepProgress("Fetch", line));
                }
            }
        }
    }
}
