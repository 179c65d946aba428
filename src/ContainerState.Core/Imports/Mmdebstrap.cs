using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>mmdebstrap, which installs packages into an empty root and writes that as a tar.</summary>
/// <param name="request">What it installs.</param>
/// <param name="variant">How much of Debian comes with it.</param>
internal sealed class Mmdebstrap(DebianDependencyRequest request, string variant)
{
    /// <summary>The folder of apt's lists, which it does not fetch again.</summary>
    public required string Lists { get; init; }

    /// <summary>The folder of package files, none of which it fetches again.</summary>
    public required string Packages { get; init; }

    /// <summary>Where an archive of dpkg's database is written; null for none.</summary>
    public required string? Database { get; init; }

    /// <summary>A folder for the root while it is made.</summary>
    public required string Scratch { get; init; }

    /// <summary>How much memory the root may take, in bytes; null when it is made on the disk.</summary>
    public required long? Memory { get; init; }

    // What waits for the disk after each of thousands of files; a root that is read once does not need it.
    private const string UnsafeFiles = "force-unsafe-io";

    /// <summary>Where mmdebstrap writes what it is to tell dpkg. It is not part of what is installed.</summary>
    public const string DpkgSettings = "etc/dpkg/dpkg.cfg.d/99mmdebstrap";

    /// <summary>The command. It writes a tar.</summary>
    public ProgramCommand Command()
    {
        // Maintainer scripts write the machine's name into certificates and configuration files: theirs is localhost. Who is not
        // root has mmdebstrap make the namespace.
        var command = new ProgramCommand(Environment.IsPrivilegedProcess ? "unshare" : "mmdebstrap")
        {
            DiesWithUs = true,
            Arguments =
            [
                .. Environment.IsPrivilegedProcess ? (string[])["--uts", "--", "mmdebstrap"] : [],
                // By package, for whoever waits.
                "--verbose",
                .. Hooks().Select(hook => "--setup-hook=" + hook),
                .. Database is null ? (string[])[] : ["--customize-hook=tar-out /var/lib/dpkg " + Word(Database)],
                .. Memory is null && variant != DebianVariant.Extract ? (string[])["--dpkgopt=" + UnsafeFiles] : [],
                "--variant=" + variant,
                "--include=" + string.Join(',', request.Packages),
                // The lists are there, and their signatures checked. Package files that it fetched itself stay until we have their
                // digests; they never reach the tree.
                "--skip=update,essential/unlink,cleanup/apt/cache",
                "--format=tar",
                "--", request.Suite, "-",
                .. request.Mirror is null ? (string[])[] : [request.Mirror],
            ],
        };
        if (Memory is { } memory)
        {
            command = ScratchMemory.Mount(command, Scratch, memory);
        }
        return command
            .WithEnvironment("SOURCE_DATE_EPOCH", "0")
            .WithEnvironment("TMPDIR", Scratch)
            .WithEnvironment("LC_ALL", "C.UTF-8")
            // Which translates, whatever the locale but C itself.
            .WithEnvironment("LANGUAGE", "")
            .WithEnvironment("TZ", "UTC")
            .WithEnvironment("DEBIAN_FRONTEND", "noninteractive");
    }

    private IEnumerable<string> Hooks()
    {
        yield return "hostname localhost";
        if (Environment.IsPrivilegedProcess)
        {
            // mmdebstrap's own hooks take half a second for each.
            yield return $"mkdir -p \"$1/var/lib/apt/lists\" \"$1/var/cache/apt/archives\" && cp {Quote(Lists)}/*_* \"$1/var/lib/apt/lists\"";
            yield return $"find {Quote(Packages)} -name '*{PackageStore.Suffix}' -exec cp -t \"$1/var/cache/apt/archives\" -- {{}} +";
            yield break;
        }
        // In a namespace of its own, it sees nothing of ours but through these.
        yield return $"copy-in {Word(Lists)} /var/lib/apt/";
        yield return "mkdir -p \"$1/var/cache/apt/archives\"";
        yield return $"sync-in {Word(Packages)} /var/cache/apt/archives";
    }

    private static string Quote(string path) => "'" + path.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    // mmdebstrap splits its hooks as a shell does, and takes any character after a backslash as it is.
    private static string Word(string path) => string.Concat(path.Select(c => "\\" + c));
}
