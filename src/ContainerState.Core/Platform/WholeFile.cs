using System.Text;

namespace ContainerState.Platform;

/// <summary>Writes a file whole or not at all.</summary>
internal static class WholeFile
{
    /// <summary>Temporary file beside it, fsync, rename.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">All of it.</param>
    /// <param name="mode">Its permission bits.</param>
    /// <param name="lasting">False for what means nothing after a power cut: it is not waited for until it is on the disk.</param>
    public static void Write(
        string path, string text, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite, bool lasting = true) =>
        Write(path, Encoding.UTF8.GetBytes(text), mode, lasting, scratch: null);

    /// <summary>As above, with the permission bits that the caller's umask leaves.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All of it.</param>
    /// <param name="scratch">Where the temporary file goes, on the same filesystem; beside the file when null.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, string? scratch = null) =>
        Write(path, content, mode: null, lasting: true, scratch);

    private static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode? mode, bool lasting, string? scratch)
    {
        var temporary = Path.Combine(scratch ?? Path.GetDirectoryName(path)!, $"{Path.GetFileName(path)}.{Guid.NewGuid():n}");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
            if (mode is { } bits)
            {
                options.UnixCreateMode = bits;
            }
            using (var file = new FileStream(temporary, options))
            {
                if (mode is { } exactly)
                {
                    // Of what was opened, and not of what has its name by now, in a folder that is somebody else's.
                    File.SetUnixFileMode(file.SafeFileHandle, exactly);
                }
                file.Write(content);
                file.Flush(flushToDisk: lasting);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
