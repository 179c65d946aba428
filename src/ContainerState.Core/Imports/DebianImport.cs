using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Imports.Packages;
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
        Packages = record => record.Packages().Select(item => new RecordedPackage(
            item, PackageUrls.OfDebian(item, record.Parameter("suite")), DebianNames.IsPackage(item.Name) ? $"usr/share/doc/{item.Name}/copyright" : null)),
        Source = request => request is DebianDependencyRequest debian ? new DebianImport(debian) : null,
        Request = record => record.Says("packages", "suite", "variant") && !record.Says(DebianNames.Withheld) ? Recorded(record) : null,
        Asked = (record, wish) => record.Request() is DebianDependencyRequest recorded ? recorded with { Suite = wish.To! } : null,
    };

    // Caches, logs and traces of the machine that the import ran on. Each would make two imports differ.
    private static readonly string[] Dropped =
    [
        "dev", "proc", "sys", "run", "tmp", "var/tmp", "var/log", "var/cache", "var/lib/apt", "var/lib/systemd/random-seed",
        "etc/resolv.conf", "etc/hostname", Mmdebstrap.DpkgSettings, "etc/fstab", "etc/mtab", "etc/.pwd.lock", "etc/ld.so.cache~", "root/.bash_history",
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
        var apt = await AptSources.OpenAsync(
            new(request.Packages, AptSources.Binary, request.Suite, request.Mirror), new PackageLists(host), Path.Combine(scratch, "apt"), progress, cancel);
        var kept = new PackageStore(host);
        var given = new GivenPackages(apt, kept, Path.Combine(scratch, "given"));
        WorkFolder? keep = null;
        try
        {
            var (variant, plan) = await DebianVariant.ChooseAsync(request, apt, BringAsync, progress, cancel);
            await BringAsync(plan);
            return await InstallAsync(variant, plan);

            async Task<string> BringAsync(AptPlan plan)
            {
                keep ??= kept.HasRoomFor(plan.Bytes) ? WorkFolder.Create(host) : null;
                await given.BringAsync(plan, keep, progress, cancel);
                return given.Folder;
            }
        }
        finally
        {
            keep?.Dispose();
        }

        async Task<ImportRecord> InstallAsync(string variant, AptPlan plan)
        {
            var packages = new SortedDictionary<string, ImportedItem>(StringComparer.Ordinal);
            var others = new List<string>();
            foreach (var item in given.Files.Values.Select(file => file.Item))
            {
                packages[item.Name] = item;
            }
            var database = variant == DebianVariant.Extract ? null : Path.Combine(scratch, "dpkg.tar");
            var sieve = database is null
                ? null
                : new DebianSieve(token => ReadDatabaseAsync(database, token), scratch, new UnstableContent(DateTimeOffset.UtcNow, scratch, Environment.MachineName));
            tree.Sieve = sieve;
            var mmdebstrap = new Mmdebstrap(request, variant)
            {
                Lists = apt.Lists,
                Packages = given.Folder,
                Database = database,
                Scratch = Directory.CreateDirectory(Path.Combine(scratch, "root")).FullName,
                Memory = Environment.IsPrivilegedProcess ? ScratchMemory.For(plan.Bytes, ScratchMemory.Free()) : null,
            };
            var room = FileFaults.Room(scratch);
            await TarProgram.ReadAsync(
                mmdebstrap.Command(),
                (stream, token) => tree.ReadAsync(stream, path => Judge(path, given.Files), RecordAsync, token),
                result => DebianFaults.Explain(result, string.Join(", ", request.Packages), request.Suite, request.Mirror, room),
                isTrusted: true,
                errorLine: new DebianProgress(progress, plan).Tell,
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
                Warnings = [.. apt.Warnings, .. others.Count == 0 ? [] : (string[])[OtherVersions(others)], .. sieve is null ? [] : ImportWarnings.Of(sieve.LeftOut, sieve.Doubtful)],
            };

            // What mmdebstrap fetched in addition, since apt chose otherwise for it than in the plan.
            async Task RecordAsync(string path, Stream content)
            {
                var digest = await kept.KeepAsync(content, keep, cancel);
                if (new AptFile("", Path.GetFileName(path), 0, digest).Item is { Name.Length: > 0 } item)
                {
                    if (packages.TryGetValue(item.Name, out var planned) && planned.Version != item.Version)
                    {
                        others.Add($"  {item.Name} {item.Version}, and not {planned.Version}");
                    }
                    packages[item.Name] = item;
                }
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

    private string OtherVersions(IEnumerable<string> lines) =>
        $"mmdebstrap does not know all of Debian {request.Suite}, such as its security updates, and installed:\n{string.Join('\n', lines)}\nName the release, such as bookworm, or use a newer mmdebstrap.";

    // mmdebstrap runs the hook that writes it before it writes the archive.
    private static async Task<ShippedFiles> ReadDatabaseAsync(string database, CancellationToken cancel)
    {
        using var tar = File.OpenRead(database);
        return await ShippedFiles.ReadAsync(tar, cancel);
    }

    private static TarVerdict Judge(string path, IReadOnlyDictionary<string, AptFile> given)
    {
        if (path.StartsWith("var/cache/apt/archives/", StringComparison.Ordinal) && path.EndsWith(PackageStore.Suffix, StringComparison.Ordinal))
        {
            return given.ContainsKey(Path.GetFileName(path)) ? TarVerdict.Drop : TarVerdict.Read;
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
}
