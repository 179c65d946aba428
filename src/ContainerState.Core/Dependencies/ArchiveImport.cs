using System.IO.Compression;
using System.Text.RegularExpressions;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Hosts;
using ContainerState.Processes;

namespace ContainerState.Dependencies;

/// <summary>A tar archive from a URL or a file, whose digest is known beforehand, as one tree.</summary>
internal sealed partial class ArchiveImport(ArchiveDependencyRequest request, ArchiveLimits limits) : IImportSource
{
    private readonly ArchiveLocation _location = ArchiveLocation.Parse(request.Archive);

    /// <inheritdoc/>
    public string Title => _location.Title;

    /// <inheritdoc/>
    public string DefaultName => _location.DefaultName;

    /// <inheritdoc/>
    public string DefaultTo => request.RootFilesystem ? "/" : "/srv/NAME";

    /// <inheritdoc/>
    public void Check()
    {
        if (!Digest().IsMatch(request.Sha256))
        {
            throw new InvalidNameException("SHA-256", request.Sha256, "64 hexadecimal digits, as sha256sum prints them");
        }
    }

    /// <inheritdoc/>
    public async Task<ImportRecord> WriteAsync(FastImportWriter files, TarTree tree, string scratch, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var file = Path.Combine(scratch, "archive");
        progress?.Report(new StepProgress("Fetch", Title));
        var expected = request.Sha256.ToLowerInvariant();
        var digest = await ArchiveFile.CopyAsync(_location, file, limits, progress, cancel).ConfigureAwait(false);
        if (digest != expected)
        {
            throw new DigestMismatchException(Title, expected, digest);
        }

        progress?.Report(new StepProgress("Import", Title));
        tree.IsSource = !request.RootFilesystem;
        tree.MostEntries = limits.Entries;
        var format = await UnpackAsync(file, tree, cancel).ConfigureAwait(false);
        if (files.Count == 0)
        {
            throw new ArchiveUnreadableException(Title, "it holds no files");
        }
        var top = request.RootFilesystem ? null : tree.MoveUp();
        if (!request.RootFilesystem)
        {
            InnerLinks.Require(tree.Links, Title, cancel);
        }
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["archive"] = Title,
            ["content"] = request.RootFilesystem ? "root filesystem" : "source",
            ["format"] = format.Name,
        };
        if (top is not null)
        {
            parameters["topFolder"] = top;
        }
        return new ImportRecord(ImportRecord.Archive, parameters, [new ImportedItem(_location.FileName, "", "", digest)]);
    }

    private async Task<ArchiveFormat> UnpackAsync(string path, TarTree tree, CancellationToken cancel)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, FileOptions.Asynchronous);
        var head = new byte[ArchiveFormat.HeadLength];
        var length = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
        var format = ArchiveFormat.Detect(head.AsSpan(0, length), Title);
        file.Position = 0;
        if (format.Program is { } program)
        {
            await UnpackAsync(program, file, tree, cancel).ConfigureAwait(false);
        }
        else if (format == ArchiveFormat.Gzip)
        {
            var unpacked = new GZipStream(file, CompressionMode.Decompress);
            await using var disposing = unpacked.ConfigureAwait(false);
            await ReadAsync(unpacked, tree, cancel).ConfigureAwait(false);
        }
        else
        {
            await ReadAsync(file, tree, cancel).ConfigureAwait(false);
        }
        return format;
    }

    private async Task UnpackAsync(ProgramCommand program, Stream file, TarTree tree, CancellationToken cancel)
    {
        HostProgram.Require(program.Program);
        ArchiveUnreadableException? brokenOff = null;
        var result = await ProgramRunner.TryRunAsync(
            program with { DiesWithUs = true },
            input: async (stream, token) => await file.CopyToAsync(stream, token).ConfigureAwait(false),
            output: async (stream, token) =>
            {
                try
                {
                    await ReadAsync(stream, tree, token).ConfigureAwait(false);
                }
                catch (ArchiveUnreadableException fault)
                {
                    // What is cut short or damaged is so to the program first, and it says more than that the tar breaks off.
                    brokenOff = fault;
                    await new LimitedStream(stream, limits.UnpackedBytes, Title).CopyToAsync(Stream.Null, token).ConfigureAwait(false);
                }
            },
            cancel: cancel).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            var said = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? $"exit code {result.ExitCode}";
            throw new ArchiveUnreadableException(Title, $"{program.Program} says of it: {said}");
        }
        if (brokenOff is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(brokenOff);
        }
    }

    private Task ReadAsync(Stream tar, TarTree tree, CancellationToken cancel) =>
        tree.ReadAsync(new LimitedStream(tar, limits.UnpackedBytes, Title), _ => TarTree.Verdict.Keep, (_, _) => Task.CompletedTask, cancel);

    [GeneratedRegex(@"\A[0-9A-Fa-f]{64}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Digest();
}
