using ContainerState.Errors;
using ContainerState.Processes;

namespace ContainerState.Dependencies;

/// <summary>
/// apt with a state folder, a cache and a list of sources of its own. The host's lists, cache and sources are neither
/// read nor written; its settings (a proxy, for one) count.
/// </summary>
internal sealed class AptSources
{
    // As mmdebstrap has it where no mirror is given, so that packages and their sources are of one version.
    private const string DebianMirror = "http://deb.debian.org/debian";
    private const string SecurityMirror = "http://deb.debian.org/debian-security";
    private const string Keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

    // A file, since -o cannot empty a list: the host's hooks clear its own caches and refresh its catalogues.
    private const string NoHooks = "#clear APT::Update::Pre-Invoke;\n#clear APT::Update::Post-Invoke;\n#clear APT::Update::Post-Invoke-Success;\n";

    private readonly DebianSourceDependencyRequest _request;
    private readonly string _folder;

    private AptSources(DebianSourceDependencyRequest request, string folder)
    {
        _request = request;
        _folder = folder;
    }

    /// <summary>Fetches the lists of a suite's source packages, whose signatures are checked.</summary>
    /// <param name="request">Says suite and mirror.</param>
    /// <param name="folder">The folder for it all; made here.</param>
    /// <param name="progress">Is told what is fetched.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="RemoteException">The mirror does not answer, does not have the suite, or its signature is not Debian's.</exception>
    public static async Task<AptSources> OpenAsync(DebianSourceDependencyRequest request, string folder, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        if (!File.Exists(Keyring))
        {
            throw new HostNotReadyException([$"there is no {Keyring}: apt-get install debian-archive-keyring"]);
        }
        foreach (var part in (string[])["state/lists/partial", "cache/archives/partial"])
        {
            Directory.CreateDirectory(Path.Combine(folder, part));
        }
        var apt = new AptSources(request, folder);
        await File.WriteAllTextAsync(apt.ConfigurationFile, NoHooks, cancel).ConfigureAwait(false);
        await File.WriteAllTextAsync(apt.SourcesFile, SourcesOf(request.Suite, request.Mirror), cancel).ConfigureAwait(false);
        await apt.RunAsync(folder, progress, cancel, "update").ConfigureAwait(false);
        return apt;
    }

    /// <summary>Fetches the files of the request's source package, each with the digest that the signed lists name.</summary>
    /// <param name="target">An empty folder.</param>
    /// <param name="progress">Is told what is fetched.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The path of its .dsc.</returns>
    /// <exception cref="PackageNotFoundException">The suite has no source package of that name.</exception>
    public async Task<string> FetchAsync(string target, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        await RunAsync(target, progress, cancel, "source", "--download-only", "--only-source", "--", _request.Package).ConfigureAwait(false);
        return Directory.EnumerateFiles(target, "*.dsc").Single();
    }

    /// <summary>The list of sources, in the format of sources.list(5), deb822 style.</summary>
    internal static string SourcesOf(string suite, string? mirror)
    {
        // A rolling suite, and one beside a release such as bookworm-backports, has no updates of its own.
        var hasUpdates = mirror is null && suite is not ("sid" or "unstable" or "testing" or "experimental" or "rc-buggy") && !suite.Contains('-');
        var text = Stanza(mirror ?? DebianMirror, hasUpdates ? $"{suite} {suite}-updates" : suite);
        return hasUpdates ? text + "\n" + Stanza(SecurityMirror, suite + "-security") : text;
    }

    private string ConfigurationFile => Path.Combine(_folder, "apt.conf");

    private string SourcesFile => Path.Combine(_folder, "debian.sources");

    private static string Stanza(string mirror, string suites) =>
        $"Types: deb-src\nURIs: {mirror}\nSuites: {suites}\nComponents: main\nSigned-By: {Keyring}\nTargets: Sources\n";

    private async Task RunAsync(string folder, IProgress<StepProgress>? progress, CancellationToken cancel, params string[] arguments)
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
            ("Dir::Log", Path.Combine(_folder, "log")),
            // The scratch folder is for its owner alone, and apt's own user could not even enter it.
            ("APT::Sandbox::User", "root"),
            // Else a list that could not be fetched is a warning, and the package is missing without a reason.
            ("APT::Update::Error-Mode", "any"),
            ("APT::Get::AllowUnauthenticated", "false"),
            ("Acquire::AllowInsecureRepositories", "false"),
            ("Acquire::AllowDowngradeToInsecureRepositories", "false"),
            ("Acquire::AllowWeakRepositories", "false"),
            ("Acquire::Languages", "none"),
        ];
        var command = new ProgramCommand("apt-get") { DiesWithUs = true, WorkingDirectory = folder }
            .With("--quiet", "-c", ConfigurationFile)
            .With([.. settings.SelectMany(setting => (string[])["-o", $"{setting.Name}={setting.Value}"])])
            .With(arguments)
            .WithEnvironment("DEBIAN_FRONTEND", "noninteractive")
            .WithEnvironment("LC_ALL", "C.UTF-8")
            .WithEnvironment("TMPDIR", _folder);
        var result = await ProgramRunner.TryRunAsync(command, output: TellAsync, cancel: cancel).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw DebianFaults.Explain(result, _request.Package, _request.Suite, _request.Mirror);
        }

        async Task TellAsync(Stream output, CancellationToken token)
        {
            using var lines = new StreamReader(output);
            while (await lines.ReadLineAsync(token).ConfigureAwait(false) is { } line)
            {
                if (line.StartsWith("Get:", StringComparison.Ordinal))
                {
                    progress?.Report(new StepProgress("Fetch", line));
                }
            }
        }
    }
}
