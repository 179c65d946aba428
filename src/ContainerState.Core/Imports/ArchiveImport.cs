using System.IO.Compression;
using System.Text.RegularExpressions;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Imports.Packages;
using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>A tar archive from a URL or a file, whose digest is known beforehand, as one tree.</summary>
internal sealed partial class ArchiveImport(ArchiveDependencyRequest request, ArchiveLimits limits) : ImportSource(request.Twice)
{
    /// <summary>The kind.</summary>
    public static readonly ImportKind Kind = new(
        "archive", DependencyKind.Archive, record => record.Parameter("archive"), record => $"{record.Parameter("archive")} ({record.Parameter("content")})")
    {
        Packages = record =>
        {
            var url = PackageUrls.Public(record.Parameter("archive"));
            return record.Packages().Select(item => new RecordedPackage(item, PackageUrls.OfFile(item, url), Source: url));
        },
        IsInstalled = record => record.Parameter("content") == RootFilesystem,
        Source = request => request is ArchiveDependencyRequest archive ? new ArchiveImport(archive, ArchiveLimits.Ordinary) : null,
        // Of a file, only its name is known: its folder is one of the machine that it was imported on.
        Request = record => record.Items.Count == 1 && ArchiveDependencyRequest.IsUrl(record.Parameter("archive"))
            ? new ArchiveDependencyRequest(record.Parameter("archive"), record.Items[0].Sha256) { RootFilesystem = record.Parameter("content") == RootFilesystem }
            : null,
        FixedBecause = "its SHA-256 says which archive it is",
        Asked = (record, wish) =>
            new ArchiveDependencyRequest(wish.To ?? record.Parameter("archive"), wish.Sha256 ?? throw new InvalidNameException("SHA-256", "", "the SHA-256 of the new archive, since an archive is pinned by it (-Sha256, --sha256)"))
            {
                RootFilesystem = record.Parameter("content") == RootFilesystem,
            },
    };

    private const string RootFilesystem = "root filesystem";

    private readonly ArchiveLocation _location = ArchiveLocation.Parse(request.Archive);

    /// <inheritdoc/>
    public override string Title => _location.Title;

    /// <inheritdoc/>
    public override string DefaultName => _location.DefaultName;

    /// <inheritdoc/>
    public override string DefaultTo => request.RootFilesystem ? "/" : "/srv/NAME";

    /// <inheritdoc/>
    public override void Check()
    {
        if (!Digest().IsMatch(request.Sha256))
        {
            throw new InvalidNameException("SHA-256", request.Sha256, "64 hexadecimal digits, as sha256sum prints them");
        }
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<PackageChange>> LookAsync(ImportRecord pinned, AptLists lists, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var now = new ImportedItem(_location.FileName, Short(request.Sha256.ToLowerInvariant()), "", request.Sha256.ToLowerInvariant());
        var before = pinned.Items.Select(item => item with { Version = Short(item.Sha256) }).FirstOrDefault();
        return Task.FromResult<IReadOnlyList<PackageChange>>(
            before == now && pinned.Parameter("archive") == Title ? [] : [new(now.Name, before?.Version ?? "", now.Version)]);
    }

    /// <inheritdoc/>
    public override async Task<ImportRecord> WriteAsync(FastImportWriter files, TarTree tree, Host host, string scratch, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var file = Path.Combine(scratch, "archive");
        progress?.Report(new StepProgress("Fetch", Title));
        var expected = request.Sha256.ToLowerInvariant();
        var digest = await ArchiveFile.CopyAsync(_location, file, limits, progress, cancel);
        if (digest != expected)
        {
            throw ImportFaults.OtherDigest(Title, expected, digest);
        }

        progress?.Report(new StepProgress("Import", Title));
        tree.IsSource = !request.RootFilesystem;
        tree.MostEntries = limits.Entries;
        var format = await UnpackAsync(file, tree, cancel);
        if (files.Count == 0)
        {
            throw new ArchiveUnreadableException(Title, "it holds no files");
        }
        var top = request.RootFilesystem ? null : tree.MoveUp();
        if (!request.RootFilesystem)
        {
            InnerLinks.Require(tree.Links, Title, cancel);
        }
        var parameters = ImportRecord.ParametersOf(
            ("archive", Title), ("content", request.RootFilesystem ? RootFilesystem : "source"), ("format", format.Name), ("topFolder", top));
        return new ImportRecord(Kind.Id, parameters, [new ImportedItem(_location.FileName, "", "", digest)]);
    }

    private async Task<ArchiveFormat> UnpackAsync(string path, TarTree tree, CancellationToken cancel)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, FileOptions.Asynchronous);
        var head = new byte[ArchiveFormat.HeadLength];
        var length = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel);
        var format = ArchiveFormat.Detect(head.AsSpan(0, length), Title);
        file.Position = 0;
        if (format.Program is { } program)
        {
            await UnpackAsync(program, file, tree, cancel);
        }
        else if (format == ArchiveFormat.Gzip)
        {
            var unpacked = new GZipStream(file, CompressionMode.Decompress);
            await using var disposing = unpacked;
            await ReadAsync(unpacked, tree, cancel);
        }
        else
        {
            await ReadAsync(file, tree, cancel);
        }
        return format;
    }

    private async Task UnpackAsync(ProgramCommand program, Stream file, TarTree tree, CancellationToken cancel)
    {
        HostProgram.Require(program.Program);
        await TarProgram.ReadAsync(
            program with { DiesWithUs = true },
            (stream, token) => ReadAsync(stream, tree, token),
            result => new ArchiveUnreadableException(Title, $"{program.Program} says of it: {FirstLine(result) ?? $"exit code {result.ExitCode}"}"),
            drain: (stream, token) => new LimitedStream(stream, limits.UnpackedBytes, Title).CopyToAsync(Stream.Null, token),
            input: (stream, token) => file.CopyToAsync(stream, token),
            cancel: cancel);
    }

    private static string? FirstLine(ProgramResult result) =>
        result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();

    private Task ReadAsync(Stream tar, TarTree tree, CancellationToken cancel) =>
        tree.ReadAsync(new LimitedStream(tar, limits.UnpackedBytes, Title), _ => TarVerdict.Keep, (_, _) => Task.CompletedTask, cancel);

    private static string Short(string digest) => "SHA-256 " + CommitId.Short(digest);

    [GeneratedRegex(@"\A[0-9A-Fa-f]{64}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Digest();
}
