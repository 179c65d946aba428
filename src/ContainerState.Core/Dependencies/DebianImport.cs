using System.Security.Cryptography;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Hosts;
using ContainerState.Processes;

namespace ContainerState.Dependencies;

/// <summary>Debian packages and their closure, installed into an empty root by mmdebstrap, as one tree.</summary>
internal sealed class DebianImport(DebianDependencyRequest request) : IImportSource
{

    // Caches, logs and traces of the machine that the import ran on. Each would make two imports differ.
    private static readonly string[] Dropped =
    [
        "dev", "proc", "sys", "run", "tmp", "var/tmp", "var/log", "var/cache", "var/lib/apt", "var/lib/systemd/random-seed",
        "etc/resolv.conf", "etc/hostname", "etc/fstab", "etc/mtab", "etc/.pwd.lock", "etc/ld.so.cache~", "root/.bash_history",
    ];

    // Folders among those that programs expect to be there. The server's own tmpfs goes on top of some.
    private static readonly string[] KeptFolders = ["dev", "proc", "sys", "run", "tmp", "var/tmp", "var/log", "var/cache", "var/lib/apt"];

    /// <inheritdoc/>
    public string Title => string.Join(",", request.Packages);

    /// <inheritdoc/>
    public string DefaultName => request.Packages[0];

    /// <inheritdoc/>
    public string DefaultTo => "/";

    /// <inheritdoc/>
    public void Check()
    {
        if (request.Packages.Count == 0)
        {
            throw new InvalidNameException("Debian package", "", "at least one package name");
        }
        foreach (var package in request.Packages)
        {
            DebianNames.RequirePackage("Debian package", package);
        }
        DebianNames.RequireSuite(request.Suite);
        if (request.Variant is not (null or DebianVariant.Extract or DebianVariant.Essential))
        {
            throw new InvalidNameException("variant", request.Variant, $"{DebianVariant.Extract} or {DebianVariant.Essential}");
        }
        DebianNames.RequireMirror(request.Mirror);
    }

    /// <inheritdoc/>
    public async Task<ImportRecord> WriteAsync(FastImportWriter files, TarTree tree, string scratch, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        HostProgram.Require("mmdebstrap");
        var (variant, plan, lists) = await DebianVariant.ChooseAsync(request, Path.Combine(scratch, "apt"), progress, cancel).ConfigureAwait(false);
        var packages = new SortedDictionary<string, ImportedItem>(StringComparer.Ordinal);
        Exception? brokenOff = null;
        var database = Path.Combine(scratch, "dpkg.tar");
        DebianSieve? sieve = null;
        if (variant != DebianVariant.Extract)
        {
            sieve = new DebianSieve(
                token => ReadDatabaseAsync(database, token), scratch, new UnstableContent(DateTimeOffset.UtcNow, scratch, Environment.MachineName));
            tree.Sieve = sieve;
        }
        // Maintainer scripts write the machine's name into certificates and configuration files: theirs is localhost. Who is not
        // root has mmdebstrap make the namespace.
        var command = new ProgramCommand(Environment.IsPrivilegedProcess ? "unshare" : "mmdebstrap")
        {
            DiesWithUs = true,
            Arguments =
            [
                .. Environment.IsPrivilegedProcess ? (string[])["--uts", "--", "mmdebstrap"] : [],
                "--setup-hook=hostname localhost",
                // What is as the mirror has it is not fetched again.
                $"--setup-hook=copy-in {Word(lists)} /var/lib/apt/",
                .. sieve is null ? (string[])[] : ["--customize-hook=tar-out /var/lib/dpkg " + Word(database)],
                "--variant=" + variant,
                "--include=" + string.Join(',', request.Packages),
                // The package files stay until we have their digests; they never reach the tree.
                "--skip=essential/unlink,cleanup/apt/cache",
                "--format=tar",
                "--", request.Suite, "-",
                .. request.Mirror is null ? (string[])[] : [request.Mirror],
            ],
        };
        command = command
            .WithEnvironment("SOURCE_DATE_EPOCH", "0")
            .WithEnvironment("TMPDIR", scratch)
            .WithEnvironment("LC_ALL", "C.UTF-8")
            // Which translates, whatever the locale but C itself.
            .WithEnvironment("LANGUAGE", "")
            .WithEnvironment("TZ", "UTC")
            .WithEnvironment("DEBIAN_FRONTEND", "noninteractive");
        var result = await ProgramRunner.TryRunAsync(
            command,
            output: ReadAsync,
            errorLine: line => Tell(progress, plan, line),
            cancel: cancel).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw DebianFaults.Explain(result, string.Join(", ", request.Packages), request.Suite, request.Mirror);
        }
        if (brokenOff is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(brokenOff);
        }
        foreach (var folder in KeptFolders)
        {
            var open = folder is "tmp" or "var/tmp";
            tree.Metadata.Set(folder, new PathMetadata(IsDirectory: true, open ? 1023 : null));
        }
        return new ImportRecord(
            ImportRecord.Debian,
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["packages"] = string.Join(',', request.Packages),
                ["suite"] = request.Suite,
                ["variant"] = variant,
            },
            [.. packages.Values])
        {
            LeftOut = sieve is { LeftOut: { Count: > 0 } leftOut } ? leftOut : null,
            Warnings = sieve is null ? [] : ImportWarnings.Of(sieve.LeftOut, sieve.Doubtful),
        };

        // mmdebstrap that failed leaves an archive that is empty or breaks off; why it failed says more than that.
        async Task ReadAsync(Stream stream, CancellationToken token)
        {
            try
            {
                await tree.ReadAsync(stream, Judge, RecordAsync, token).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is UnsafeTreeException or ArchiveUnreadableException)
            {
                brokenOff = fault;
                await stream.CopyToAsync(Stream.Null, token).ConfigureAwait(false);
            }
        }

        async Task RecordAsync(string path, Stream content)
        {
            var digest = await SHA256.HashDataAsync(content, cancel).ConfigureAwait(false);
            var parts = Path.GetFileNameWithoutExtension(path).Split('_');
            if (parts.Length == 3)
            {
                packages[parts[0]] = new ImportedItem(parts[0], Uri.UnescapeDataString(parts[1]), parts[2], Convert.ToHexStringLower(digest));
            }
        }
    }

    // mmdebstrap runs the hook that writes it before it writes the archive.
    private static async Task<ShippedFiles> ReadDatabaseAsync(string database, CancellationToken cancel)
    {
        using var tar = File.OpenRead(database);
        return await ShippedFiles.ReadAsync(tar, cancel).ConfigureAwait(false);
    }

    private static TarTree.Verdict Judge(string path)
    {
        if (path.StartsWith("var/cache/apt/archives/", StringComparison.Ordinal) && path.EndsWith(".deb", StringComparison.Ordinal))
        {
            return TarTree.Verdict.Read;
        }
        if (Array.Exists(Dropped, dropped => path == dropped || (path.StartsWith(dropped, StringComparison.Ordinal) && path[dropped.Length] == '/')))
        {
            return TarTree.Verdict.Drop;
        }
        if (path is "etc/machine-id" or "var/lib/dbus/machine-id")
        {
            return TarTree.Verdict.Empty;
        }
        // passwd-, shadow-, group- and dpkg's status-old and its like are what was before.
        return path is "etc/passwd-" or "etc/shadow-" or "etc/group-" or "etc/gshadow-" or "etc/subuid-" or "etc/subgid-"
            || (path.StartsWith("var/lib/dpkg/", StringComparison.Ordinal) && (path.EndsWith("-old", StringComparison.Ordinal) || path.EndsWith("/lock", StringComparison.Ordinal) || path.EndsWith("/lock-frontend", StringComparison.Ordinal)))
            ? TarTree.Verdict.Drop
            : TarTree.Verdict.Keep;
    }

    // mmdebstrap splits its hooks as a shell does, and takes any character after a backslash as it is.
    private static string Word(string path) => string.Concat(path.Select(c => "\\" + c));

    private static void Tell(IProgress<StepProgress>? progress, AptPlan plan, string line)
    {
        if (line.StartsWith("I: ", StringComparison.Ordinal))
        {
            progress?.Report(new StepProgress("Import", $"{plan.Summary}: {line[3..].TrimEnd('.')}"));
        }
    }
}
