using System.Formats.Tar;
using System.Text;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Processes;

namespace ContainerState.Images;

/// <summary>Streams a tree's entries out of the object database into a squashfs, with no checkout on the way.</summary>
/// <remarks>
/// tar2sqfs writes the same bytes for the same tar whatever its number of threads. Times are 0. zstd's level 1 takes two
/// thirds of level 3's processor time for 5 % more space, and a fortieth of the default level's for 20 %.
/// </remarks>
internal static class SquashfsWriter
{
    private const int ProgressEvery = 256;

    // PATH_MAX less its closing zero byte.
    private const int LongestTarget = 4095;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes the file.</summary>
    /// <param name="store">The repository that has the blobs.</param>
    /// <param name="entries">The entries, parents before children.</param>
    /// <param name="item">What it is for, for the progress.</param>
    /// <param name="file">The file; it must not be there.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ObjectDamagedException">A blob does not hold what its id was made from.</exception>
    /// <exception cref="DiskFullException">There is no space for it.</exception>
    public static async Task WriteAsync(GitStore store, IReadOnlyList<ImageEntry> entries, string item, string file, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var command = new ProgramCommand("tar2sqfs")
        {
            DiesWithUs = true,
            Arguments = ["--quiet", "--force", "--no-skip", "--compressor", "zstd", "--comp-extra", "level=1", "--defaults", "uid=0,gid=0,mode=0755,mtime=0", file],
        };
        // Held open, since tar2sqfs removes a file that it cannot finish, and with it what shows that the disk is full.
        await using var held = Open(file);
        var result = await ProgramRunner.TryRunAsync(
            command,
            input: (stream, token) => WriteTarAsync(store.GitDirectory, entries, item, stream, progress, token),
            cancel: cancel).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw IsFull(Path.GetDirectoryName(file)!) ? new DiskFullException(file) : ProgramRunner.Failed(result);
        }
    }

    private static FileStream Open(string file)
    {
        try
        {
            return new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (IOException fault) when (IsNoSpace(fault))
        {
            throw new DiskFullException(file);
        }
    }

    // tar2sqfs says no more than "I/O error"; another file fails for the same reason.
    private static bool IsFull(string folder)
    {
        var probe = Path.Combine(folder, "probe");
        try
        {
            File.WriteAllBytes(probe, new byte[1 << 20]);
            return false;
        }
        catch (IOException fault)
        {
            return IsNoSpace(fault);
        }
        finally
        {
            File.Delete(probe);
        }
    }

    // ENOSPC and EDQUOT.
    private static bool IsNoSpace(IOException fault) => fault.HResult is 28 or 122;

    private static async Task WriteTarAsync(string gitDirectory, IReadOnlyList<ImageEntry> entries, string item, Stream output, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        await using var buffered = new BufferedStream(output, 1 << 18);
        await using var tar = new TarWriter(buffered, TarEntryFormat.Gnu, leaveOpen: true);
        var files = new List<ImageEntry>(entries.Count);
        foreach (var entry in entries)
        {
            if (entry.Kind == TreeItemKind.Tree)
            {
                tar.WriteEntry(EntryOf(entry, TarEntryType.Directory));
            }
            else
            {
                files.Add(entry);
            }
        }
        var next = 0;
        try
        {
            await BlobBatch.ReadAsync(gitDirectory, [.. files.Select(file => file.Id)], Take, cancel).ConfigureAwait(false);
        }
        catch (ObjectDamagedException fault)
        {
            throw new ObjectDamagedException(fault.Id, fault.Repository, files[next - 1].Path);
        }
        catch (InvalidDataException fault)
        {
            throw new UnsafeTreeException("the server's tree", files[next].Path, fault.Message.TrimEnd('.'));
        }

        void Take(int i, Stream content)
        {
            tar.WriteEntry(FileOf(files[i], content));
            next = i + 1;
            if (i % ProgressEvery == 0)
            {
                progress?.Report(new StepProgress("Write image", item, (double)i / files.Count));
            }
        }
    }

    private static TarEntry FileOf(ImageEntry entry, Stream content)
    {
        if (entry.Kind == TreeItemKind.Symlink)
        {
            var link = EntryOf(entry, TarEntryType.SymbolicLink);
            link.LinkName = TargetOf(entry, content);
            return link;
        }
        var file = EntryOf(entry, TarEntryType.RegularFile);
        file.DataStream = content.Length == 0 ? null : content;
        return file;
    }

    private static string TargetOf(ImageEntry entry, Stream content)
    {
        if (content.Length is 0 or > LongestTarget)
        {
            throw new UnsafeTreeException("the server's tree", entry.Path, $"a symbolic link's target has 1 to {LongestTarget} bytes");
        }
        var bytes = new byte[content.Length];
        content.ReadExactly(bytes);
        try
        {
            var target = Utf8.GetString(bytes);
            return target.Contains('\0') ? throw new UnsafeTreeException("the server's tree", entry.Path, "the symbolic link's target holds a zero byte") : target;
        }
        catch (DecoderFallbackException)
        {
            throw new UnsafeTreeException("the server's tree", entry.Path, "the symbolic link's target is not valid UTF-8");
        }
    }

    private static TarEntry EntryOf(ImageEntry entry, TarEntryType type)
    {
        // Only PAX entries carry attributes; LIBARCHIVE's form of them is base 64, so the binary value survives.
        TarEntry result = entry.Capability is null
            ? new GnuTarEntry(type, entry.Path)
            : new PaxTarEntry(type, entry.Path, [new("LIBARCHIVE.xattr.security.capability", entry.Capability.TrimEnd('='))]);
        result.Mode = (UnixFileMode)entry.Mode;
        result.Uid = entry.UserId;
        result.Gid = entry.GroupId;
        result.ModificationTime = DateTimeOffset.UnixEpoch;
        return result;
    }
}
