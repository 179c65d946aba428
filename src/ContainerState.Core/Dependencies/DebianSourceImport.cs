using System.Security.Cryptography;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Hosts;
using ContainerState.Processes;

namespace ContainerState.Dependencies;

/// <summary>A Debian source package, fetched by apt and unpacked with Debian's patches by dpkg-source, as one tree.</summary>
internal sealed class DebianSourceImport(DebianSourceDependencyRequest request) : IImportSource
{
    /// <inheritdoc/>
    public string Title => request.Package;

    /// <inheritdoc/>
    public string DefaultName => GitUrl.NameOf(request.Package);

    /// <inheritdoc/>
    public string DefaultTo => "/srv/NAME";

    /// <inheritdoc/>
    public void Check()
    {
        DebianNames.RequirePackage("Debian source package", request.Package);
        DebianNames.RequireSuite(request.Suite);
        DebianNames.RequireMirror(request.Mirror);
    }

    /// <inheritdoc/>
    public async Task<ImportRecord> WriteAsync(FastImportWriter files, TarTree tree, string scratch, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        HostProgram.Require("dpkg-source");
        HostProgram.Require("tar");
        progress?.Report(new StepProgress("Fetch", Title));
        var apt = await AptSources.OpenAsync(new([request.Package], AptSources.Source, request.Suite, request.Mirror), Path.Combine(scratch, "apt"), progress, cancel).ConfigureAwait(false);
        var fetched = Directory.CreateDirectory(Path.Combine(scratch, "fetched")).FullName;
        var description = await apt.FetchAsync(fetched, progress, cancel).ConfigureAwait(false);
        var version = await VersionAsync(description, cancel).ConfigureAwait(false);

        progress?.Report(new StepProgress("Import", $"{Title} {version}"));
        var unpacked = Path.Combine(scratch, "unpacked");
        await UnpackAsync(description, unpacked, scratch, cancel).ConfigureAwait(false);
        tree.IsSource = true;
        var pack = new ProgramCommand("tar") { DiesWithUs = true }.With("--create", "--file=-", "--format=gnu", "--directory=" + unpacked, ".");
        await ProgramRunner.RunAsync(
            pack,
            output: async (stream, token) => await tree.ReadAsync(stream, Judge, (_, _) => Task.CompletedTask, token).ConfigureAwait(false),
            cancel: cancel).ConfigureAwait(false);

        return new ImportRecord(
            ImportRecord.DebianSource,
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["package"] = request.Package,
                ["suite"] = request.Suite,
                ["version"] = version,
            },
            await ItemsAsync(fetched, version, cancel).ConfigureAwait(false));
    }

    // What quilt notes of the patches that it applied. All of it is in debian/patches too.
    private static TarTree.Verdict Judge(string path) =>
        path is ".pc" || path.StartsWith(".pc/", StringComparison.Ordinal) ? TarTree.Verdict.Drop : TarTree.Verdict.Keep;

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
        await ProgramRunner.RunAsync(command, cancel: cancel).ConfigureAwait(false);
    }

    // All files of the package are in the folder, and nothing else: apt has fetched what the .dsc names.
    private static async Task<IReadOnlyList<ImportedItem>> ItemsAsync(string folder, string version, CancellationToken cancel)
    {
        var items = new List<ImportedItem>();
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            using var content = File.OpenRead(file);
            var digest = await SHA256.HashDataAsync(content, cancel).ConfigureAwait(false);
            items.Add(new ImportedItem(Path.GetFileName(file), version, "source", Convert.ToHexStringLower(digest)));
        }
        return items;
    }

    // The format is that of deb-src-control(5), most often inside a signature. The file's name leaves the epoch out.
    private static async Task<string> VersionAsync(string description, CancellationToken cancel)
    {
        const string Field = "Version: ";
        await foreach (var line in File.ReadLinesAsync(description, cancel).ConfigureAwait(false))
        {
            if (line.StartsWith(Field, StringComparison.Ordinal))
            {
                return line[Field.Length..].Trim();
            }
        }
        throw new ArchiveUnreadableException(Path.GetFileName(description), "it names no version");
    }
}
