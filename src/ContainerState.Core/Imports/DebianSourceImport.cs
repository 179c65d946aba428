using System.Security.Cryptography;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Imports.Packages;
using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>A Debian source package, fetched by apt and unpacked with Debian's patches by dpkg-source, as one tree.</summary>
internal sealed class DebianSourceImport(DebianSourceDependencyRequest request) : ImportSource(request.Twice)
{
    /// <summary>The kind.</summary>
    public static readonly ImportKind Kind = new("debian-source", DependencyKind.DebianSource, Subject, record => $"{Subject(record)} ({record.Parameter("suite")}, source)")
    {
        Packages = Package,
        Source = request => request is DebianSourceDependencyRequest source ? new DebianSourceImport(source) : null,
        Request = record => record.Says("package", "suite") && !record.Says(DebianNames.Withheld) ? Recorded(record) : null,
        Asked = (record, wish) => record.Request() is DebianSourceDependencyRequest recorded ? recorded with { Suite = wish.To! } : null,
    };

    /// <inheritdoc/>
    public override string Title => request.Package;

    /// <inheritdoc/>
    public override string DefaultName => GitUrl.NameOf(request.Package);

    /// <inheritdoc/>
    public override string DefaultTo => "/srv/NAME";

    /// <inheritdoc/>
    public override void Check()
    {
        DebianNames.RequirePackage("Debian source package", request.Package);
        DebianNames.RequireSuite(request.Suite);
        DebianNames.RequireMirror(request.Mirror);
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<PackageChange>> LookAsync(ImportRecord pinned, AptLists lists, IProgress<StepProgress>? progress, CancellationToken cancel) =>
        lists.AskAsync(new([request.Package], AptSources.Source, request.Suite, request.Mirror), apt => LookAsync(pinned, apt, cancel), progress, cancel);

    /// <inheritdoc/>
    public override async Task<ImportRecord> WriteAsync(FastImportWriter files, TarTree tree, Host host, string scratch, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        HostProgram.Require("dpkg-source");
        HostProgram.Require("tar");
        progress?.Report(new StepProgress("Fetch", Title));
        var apt = await AptSources.OpenAsync(new([request.Package], AptSources.Source, request.Suite, request.Mirror), new PackageLists(host), Path.Combine(scratch, "apt"), progress, cancel);
        var fetched = Directory.CreateDirectory(Path.Combine(scratch, "fetched")).FullName;
        var description = await apt.FetchAsync(fetched, progress, cancel);
        var version = await VersionAsync(description, cancel);

        progress?.Report(new StepProgress("Import", $"{Title} {version}"));
        var unpacked = Path.Combine(scratch, "unpacked");
        await UnpackAsync(description, unpacked, scratch, cancel);
        tree.IsSource = true;
        var pack = new ProgramCommand("tar") { DiesWithUs = true }.With("--create", "--file=-", "--format=gnu", "--directory=" + unpacked, ".");
        await ProgramRunner.RunAsync(
            pack,
            output: async (stream, token) => await tree.ReadAsync(stream, Judge, (_, _) => Task.CompletedTask, token),
            cancel: cancel);

        return new ImportRecord(
            Kind.Id,
            ImportRecord.ParametersOf([("package", request.Package), ("suite", request.Suite), ("version", version), .. DebianNames.Recorded(request.Mirror)]),
            await ItemsAsync(fetched, version, cancel))
        {
            Warnings = apt.Warnings,
        };
    }

    private static DebianSourceDependencyRequest Recorded(ImportRecord record) => new(record.Parameter("package"))
    {
        Suite = record.Parameter("suite"),
        Mirror = record.Parameters.GetValueOrDefault("mirror"),
    };

    private async Task<IReadOnlyList<PackageChange>> LookAsync(ImportRecord pinned, AptSources apt, CancellationToken cancel)
    {
        const string Suffix = ".dsc";
        var files = await apt.SourceFilesAsync(cancel);
        if (files.Count > 0 && files.Select(file => file.Sha256).ToHashSet(StringComparer.Ordinal).SetEquals(pinned.Items.Select(item => item.Sha256)))
        {
            return [];
        }
        // The description's name has the version without what is before a colon.
        var name = files.Select(file => file.Name).FirstOrDefault(file => file.EndsWith(Suffix, StringComparison.Ordinal)) ?? "";
        var version = (await apt.VersionsAsync([request.Package], cancel)).Select(known => known.Version)
            .FirstOrDefault(known => name == $"{request.Package}_{known[(known.IndexOf(':') + 1)..]}{Suffix}") ?? "";
        return await DebianVersions.MarkAsync(apt, [new PackageChange(request.Package, pinned.Parameter("version"), version)], cancel);
    }

    // One package of several files, whose description names the digests of the others.
    private static IEnumerable<RecordedPackage> Package(ImportRecord record)
    {
        var digest = record.Packages().FirstOrDefault(file => file.Name.EndsWith(".dsc", StringComparison.Ordinal))?.Sha256 ?? "";
        var item = new ImportedItem(record.Parameter("package"), record.Parameter("version"), "source", digest);
        return [new(item, PackageUrls.OfDebian(item, record.Parameter("suite")), "debian/copyright")];
    }

    private static string Subject(ImportRecord record) => $"{record.Parameter("package")} {record.Parameter("version")}";

    // What quilt notes of the patches that it applied. All of it is in debian/patches too.
    private static TarVerdict Judge(string path) =>
        path is ".pc" || path.StartsWith(".pc/", StringComparison.Ordinal) ? TarVerdict.Drop : TarVerdict.Keep;

    private static async Task UnpackAsync(string description, string target, string scratch, CancellationToken cancel)
    {
        // The vendor decides which series of patches is applied where a package has more than one.
        var command = new ProgramCommand("dpkg-source") { DiesWithUs = true, WorkingDirectory = scratch }
            .With("--extract", description, target)
            .WithEnvironment("DEB_VENDOR", "Debian")
            .WithEnvironment("LC_ALL", "C.UTF-8")
            // Which translates, whatever the locale but C itself.
            .WithEnvironment("LANGUAGE", "")
            .WithEnvironment("TMPDIR", scratch);
        await ProgramRunner.RunAsync(command, cancel: cancel);
    }

    // All files of the package are in the folder, and nothing else: apt has fetched what the .dsc names.
    private static async Task<IReadOnlyList<ImportedItem>> ItemsAsync(string folder, string version, CancellationToken cancel)
    {
        var items = new List<ImportedItem>();
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            using var content = File.OpenRead(file);
            var digest = await SHA256.HashDataAsync(content, cancel);
            items.Add(new ImportedItem(Path.GetFileName(file), version, "source", Convert.ToHexStringLower(digest)));
        }
        return items;
    }

    // The format is that of deb-src-control(5), most often inside a signature. The file's name leaves the epoch out.
    private static async Task<string> VersionAsync(string description, CancellationToken cancel)
    {
        const string Field = "Version: ";
        await foreach (var line in File.ReadLinesAsync(description, cancel))
        {
            if (line.StartsWith(Field, StringComparison.Ordinal))
            {
                return line[Field.Length..].Trim();
            }
        }
        throw new ArchiveUnreadableException(Path.GetFileName(description), "it names no version");
    }
}
