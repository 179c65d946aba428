using System.Runtime.InteropServices;
using System.Text;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>
/// apt with a state folder, a cache and a list of sources of its own. The host's lists, cache and sources are neither
/// read nor written; its settings (a proxy, for one) count.
/// </summary>
/// <param name="folder">The folder for it all.</param>
/// <param name="wanted">What it is asked for, for errors.</param>
internal sealed class AptProgram(string folder, AptSources.Wanted wanted)
{
    // For how many seconds nothing may come where there is little room: longer than apt itself waits for a mirror.
    private const int StillSeconds = 40;

    // A file, since -o cannot empty a list: the host's hooks clear its own caches and refresh its catalogues.
    private const string NoHooks = "#clear APT::Update::Pre-Invoke;\n#clear APT::Update::Post-Invoke;\n#clear APT::Update::Post-Invoke-Success;\n";

    /// <summary>The machine's architecture, as Debian calls it.</summary>
    public static string Architecture { get; } = RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.X86 => "i386",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>Where the lists are, each as the mirror has it and signed.</summary>
    public string Lists => Path.Combine(folder, "state/lists");

    /// <summary>The list of sources, in the format of sources.list(5), deb822 style.</summary>
    public string SourcesFile => Path.Combine(folder, "debian.sources");

    /// <summary>The folder for what is not said to go elsewhere.</summary>
    public string Folder => folder;

    private string ConfigurationFile => Path.Combine(folder, "apt.conf");

    /// <summary>Makes its folders.</summary>
    /// <param name="sources">The list of sources.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task MakeAsync(string sources, CancellationToken cancel)
    {
        foreach (var part in (string[])["state/lists/partial", "cache/archives/partial"])
        {
            Directory.CreateDirectory(Path.Combine(folder, part));
        }
        await File.WriteAllTextAsync(ConfigurationFile, NoHooks, cancel);
        await File.WriteAllTextAsync(SourcesFile, sources, cancel);
    }

    /// <summary>The same, asked for something else.</summary>
    public AptProgram For(AptSources.Wanted other) => new(folder, other);

    /// <summary>Runs one of apt's programs.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="target">The folder that it runs in; null for the own one.</param>
    /// <param name="line">Is told each line of its output.</param>
    /// <param name="sources">Another list of sources.</param>
    /// <returns>Its output.</returns>
    public async Task<string> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancel, string? target = null, Action<string>? line = null, string? sources = null)
    {
        var command = new ProgramCommand(program) { DiesWithUs = true, WorkingDirectory = target ?? folder }
            .With("--quiet", "-c", ConfigurationFile)
            .With([.. Settings(sources ?? SourcesFile).SelectMany(setting => (string[])["-o", $"{setting.Name}={setting.Value}"])])
            .With([.. arguments])
            .WithEnvironment("DEBIAN_FRONTEND", "noninteractive")
            .WithEnvironment("LC_ALL", "C.UTF-8")
            // Which translates, whatever the locale but C itself.
            .WithEnvironment("LANGUAGE", "")
            .WithEnvironment("TMPDIR", folder);
        var text = new StringBuilder();
        var room = FileFaults.Room(folder);
        var result = await WhileThereIsSpaceAsync(token => ProgramRunner.TryRunAsync(command, output: TellAsync, cancel: token), () => text.Length, cancel);
        if (result.ExitCode != 0)
        {
            ReleaseAge.Require(result, Path.Combine(Lists, "partial"), wanted);
            throw DebianFaults.Explain(result, string.Join(", ", wanted.Packages), wanted.Suite, wanted.Mirror, room);
        }
        return text.ToString();

        async Task TellAsync(Stream output, CancellationToken token)
        {
            using var lines = new StreamReader(output);
            while (await lines.ReadLineAsync(token) is { } read)
            {
                text.Append(read).Append('\n');
                line?.Invoke(read);
            }
        }
    }

    private (string Name, string Value)[] Settings(string sources) =>
    [
        ("Dir::Etc::SourceList", sources),
        ("Dir::Etc::SourceParts", "/dev/null"),
        ("Dir::Etc::Preferences", "/dev/null"),
        ("Dir::Etc::PreferencesParts", "/dev/null"),
        ("Dir::Etc::Trusted", "/dev/null"),
        ("Dir::Etc::TrustedParts", "/dev/null"),
        ("Dir::State", Path.Combine(folder, "state")),
        ("Dir::State::Lists", Lists),
        ("Dir::State::Status", "/dev/null"),
        ("Dir::Cache", Path.Combine(folder, "cache")),
        ("Dir::Cache::Archives", "archives"),
        // Else each run reads all lists again, where the host's settings keep no cache, as in many a container.
        ("Dir::Cache::pkgcache", "pkgcache.bin"),
        ("Dir::Cache::srcpkgcache", "srcpkgcache.bin"),
        ("Dir::Log", Path.Combine(folder, "log")),
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
        // As their digests are of, and as another apt can take them over.
        ("Acquire::GzipIndexes", "false"),
        ("Acquire::AllowInsecureRepositories", "false"),
        ("Acquire::AllowDowngradeToInsecureRepositories", "false"),
        ("Acquire::AllowWeakRepositories", "false"),
        ("Acquire::Languages", "none"),
    ];

    // apt waits for ever now and then when its disk is full: one of its programs gives up and removes what it wrote, and apt
    // does not notice. It is ended when nothing has come for a while, and there is no room for what should.
    private async Task<ProgramResult> WhileThereIsSpaceAsync(Func<CancellationToken, Task<ProgramResult>> run, Func<int> said, CancellationToken cancel)
    {
        using var full = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = run(full.Token);
        var still = 0;
        var before = 0L;
        while (await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None)) != running)
        {
            var space = FileFaults.Room(folder);
            still = space < DebianFaults.LeastSpace && space + said() == before ? still + 1 : 0;
            before = space + said();
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
            throw new DiskFullException(folder);
        }
    }
}
