using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>Debian packages and their closure, installed into an empty root by mmdebstrap, as one tree.</summary>
internal sealed class DebianImport(DebianDependencyRequest request) : ImportSource(request.Twice)
{
    /// <summary>The kind.</summary>
    public static readonly ImportKind Kind = new(
        "debian",
        DependencyKind.Debian,
        record => record.Parameter("packages"),
        record => $"{record.Parameter("packages")} ({record.Parameter("suite")}, {(record.Items.Count == 1 ? "1 package" : $"{record.Items.Count} packages")}, {record.Parameter("variant")})")
    {
        IsInstalled = _ => true,
        Source = request => request is DebianDependencyRequest debian ? new DebianImport(debian) : null,
        Request = record => record.Says("packages", "suite", "variant") && !record.Says(DebianNames.Withheld) ? Recorded(record) : null,
        Asked = (record, wish) => record.Request() is DebianDependencyRequest recorded ? recorded with { Suite = wish.To! } : null,
    };

    // Caches, logs and traces of the machine that the import ran on. Each would make two imports differ.
    private static readonly string[] Dropped =
    [
        "dev", "proc", "sys", "run", "tmp", "var/tmp", "var/log", "var/cache", "var/lib/apt", "var/lib/systemd/random-seed",
        "etc/resolv.conf", "etc/hostname", "etc/fstab", "etc/mtab", "etc/.pwd.lock", "etc/ld.so.cache~", "root/.bash_history",
    ];

    // Folders among those that programs expect to be there. The server's own tmpfs goes on top of some.
    private static readonly string[] KeptFolders = ["dev", "proc", "sys", "run", "tmp", "var/tmp", "var/log", "var/cache", "var/lib/apt"];

    /// <inheritdoc/>
    public override string Title => string.Join(",", request.Packages);

    /// <inheritdoc/>
    public override string DefaultName => request.Packages[0];

    /// <inheritdoc/>
    public override string DefaultTo => "/";

    /// <inheritdoc/>
    public override void Check()
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
    public override Task<IReadOnlyList<PackageChange>> LookAsync(ImportRecord pinned, AptLists lists, IProgress<StepProgress>? progress, CancellationToken cancel) =>
        lists.AskAsync(
            new(request.Packages, AptSources.Binary, request.Suite, request.Mirror),
            async apt =>
            {
                var plan = await apt.PlanAsync(DebianVariant.Wanted(request), cancel);
                return await DebianVersions.MarkAsync(apt, PackageChange.Between(pinned.Items, [.. plan.Files.Select(file => file.Item)]), cancel);
            },
            progress,
            cancel);

    /// <inheritdoc/>
    public override async Task<ImportRecord> WriteAsync(FastImportWriter files, TarTree tree, Host host, string scratch, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        HostProgram.Require("mmdebstrap");
        var (variant, plan, lists) = await DebianVariant.ChooseAsync(request, Path.Combine(scratch, "apt"), progress, cancel);
        var kept = new PackageStore(host);
        using var keep = kept.HasRoomFor(plan.Bytes) ? WorkFolder.Create(host) : null;
        var given = Directory.CreateDirectory(Path.Combine(scratch, "given")).FullName;
        await kept.CopyAsync(plan.Files, given, cancel);
        var packages = new SortedDictionary<string, ImportedItem>(StringComparer.Ordinal);
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
                // Nor is what was fetched for an import before.
                "--setup-hook=mkdir -p \"$1/var/cache/apt/archives\"",
                $"--setup-hook=sync-in {Word(given)} /var/cache/apt/archives",
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
        var root = Directory.CreateDirectory(Path.Combine(scratch, "root")).FullName;
        if (Environment.IsPrivilegedProcess && ScratchMemory.For(plan.Bytes, ScratchMemory.Free()) is { } memory)
        {
            command = ScratchMemory.Mount(command, root, memory);
        }
        command = command
            .WithEnvironment("SOURCE_DATE_EPOCH", "0")
            .WithEnvironment("TMPDIR", root)
            .WithEnvironment("LC_ALL", "C.UTF-8")
            // Which translates, whatever the locale but C itself.
            .WithEnvironment("LANGUAGE", "")
            .WithEnvironment("TZ", "UTC")
            .WithEnvironment("DEBIAN_FRONTEND", "noninteractive");
        var room = FileFaults.Room(scratch);
        await TarProgram.ReadAsync(
            command,
            (stream, token) => tree.ReadAsync(stream, Judge, RecordAsync, token),
            result => DebianFaults.Explain(result, string.Join(", ", request.Packages), request.Suite, request.Mirror, room),
            isTrusted: true,
            errorLine: line => Tell(progress, plan, line),
            cancel: cancel);
        kept.Trim();
        foreach (var folder in KeptFolders)
        {
            var open = folder is "tmp" or "var/tmp";
            tree.Metadata.Set(folder, new PathMetadata(IsDirectory: true, open ? FileModes.Sticky : null));
        }
        return new ImportRecord(
            Kind.Id,
            ImportRecord.ParametersOf(
                [("packages", string.Join(',', request.Packages)), ("suite", request.Suite), ("variant", variant), .. DebianNames.Recorded(request.Mirror)]),
            // What was given and not needed is among the files, too.
            [.. packages.Values.Where(package => sieve is null || sieve.Packages.Contains(package.Name))])
        {
            LeftOut = sieve is { LeftOut: { Count: > 0 } leftOut } ? leftOut : null,
            Warnings = sieve is null ? [] : ImportWarnings.Of(sieve.LeftOut, sieve.Doubtful),
        };

        async Task RecordAsync(string path, Stream content)
        {
            var digest = await kept.KeepAsync(content, keep, cancel);
            var parts = Path.GetFileNameWithoutExtension(path).Split('_');
            if (parts.Length == 3)
            {
                packages[parts[0]] = new ImportedItem(parts[0], Uri.UnescapeDataString(parts[1]), parts[2], digest);
            }
        }
    }

    private static DebianDependencyRequest Recorded(ImportRecord record) => new(record.Parameter("packages").Split(','))
    {
        Suite = record.Parameter("suite"),
        // The one that was chosen, where none was asked for: the same import again brings as much of Debian as before.
        Variant = record.Parameter("variant"),
        Mirror = record.Parameters.GetValueOrDefault("mirror"),
    };

    // mmdebstrap runs the hook that writes it before it writes the archive.
    private static async Task<ShippedFiles> ReadDatabaseAsync(string database, CancellationToken cancel)
    {
        using var tar = File.OpenRead(database);
        return await ShippedFiles.ReadAsync(tar, cancel);
    }

    private static TarVerdict Judge(string path)
    {
        if (path.StartsWith("var/cache/apt/archives/", StringComparison.Ordinal) && path.EndsWith(".deb", StringComparison.Ordinal))
        {
            return TarVerdict.Read;
        }
        // Packages make folders there for their programs, owners and all.
        if ((path.StartsWith("var/log/", StringComparison.Ordinal) || path.StartsWith("var/cache/", StringComparison.Ordinal)) && !path.StartsWith("var/cache/apt/", StringComparison.Ordinal) && path != "var/cache/apt")
        {
            return TarVerdict.Folder;
        }
        if (Array.Exists(Dropped, dropped => path == dropped || (path.StartsWith(dropped, StringComparison.Ordinal) && path[dropped.Length] == '/')))
        {
            return TarVerdict.Drop;
        }
        if (path is "etc/machine-id" or "var/lib/dbus/machine-id")
        {
            return TarVerdict.Empty;
        }
        // passwd-, shadow-, group- and dpkg's status-old and its like are what was before.
        return path is "etc/passwd-" or "etc/shadow-" or "etc/group-" or "etc/gshadow-" or "etc/subuid-" or "etc/subgid-"
            || (path.StartsWith("var/lib/dpkg/", StringComparison.Ordinal) && (path.EndsWith("-old", StringComparison.Ordinal) || path.EndsWith("/lock", StringComparison.Ordinal) || path.EndsWith("/lock-frontend", StringComparison.Ordinal)))
            ? TarVerdict.Drop
            : TarVerdict.Keep;
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
