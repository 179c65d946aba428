using System.Formats.Tar;
using System.Text;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Images.Formats;

/// <summary>A filesystem as a stream of tar, which the programs of all formats read.</summary>
internal static class ImageTar
{
    // PATH_MAX less its closing zero byte.
    private const int LongestTarget = 4095;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes the stream, which stays open.</summary>
    /// <param name="content">What it holds.</param>
    /// <param name="output">Where to.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ObjectDamagedException">A blob does not hold what its id was made from.</exception>
    /// <exception cref="UnsafeTreeException">An entry cannot be written.</exception>
    public static async Task WriteAsync(ImageContent content, Stream output, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        await using var buffered = new BufferedStream(output, 1 << 18);
        await using var tar = new TarWriter(buffered, TarEntryFormat.Gnu, leaveOpen: true);
        await content.ReadAsync(
            (entry, bytes) => tar.WriteEntry(bytes is null ? EntryOf(entry, TarEntryType.Directory) : FileOf(entry, bytes)), progress, cancel);
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
        result.ModificationTime = DateTimeOffset.FromUnixTimeSeconds(entry.Time);
        return result;
    }
}
