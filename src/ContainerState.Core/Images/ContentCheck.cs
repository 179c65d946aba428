using System.Security.Cryptography;
using ContainerState.Platform;

namespace ContainerState.Images;

/// <summary>Says whether a file holds the bytes that were recorded of it, and reads it only when it may have changed since.</summary>
/// <remarks>
/// What was read is remembered by what the kernel says of the file: device, inode, size and both times in nanoseconds. A
/// file that is exchanged, written to or touched differs in one of these and is read again, and so is every file after a
/// boot. A file that others than its reader can write is never remembered.
/// </remarks>
internal sealed class ContentCheck(Host host)
{
    private const int WritableByOthers = 0x12;
    private const int MostRemembered = 2000;

    /// <summary>True when the file has this digest; false too when it is not there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sha256">64 hexadecimal digits.</param>
    public bool Is(string path, string sha256)
    {
        if (!File.Exists(path))
        {
            return false;
        }
        var before = FileStatus.Of(path);
        if (Remembered(before) == $"{before.Version} {sha256}")
        {
            return true;
        }
        string digest;
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 20))
        {
            digest = Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        if (digest != sha256)
        {
            return false;
        }
        var after = FileStatus.Of(path);
        if (after == before)
        {
            Remember(after, sha256);
        }
        return true;
    }

    /// <summary>Remembers what the caller has just written, or looked at by <see cref="Is"/> and touched.</summary>
    public void Remember(string path, string sha256) => Remember(FileStatus.Of(path), sha256);

    private void Remember(FileStatus status, string sha256)
    {
        var isOwn = status.UserId == 0 || !Environment.IsPrivilegedProcess;
        if (!isOwn || status.Kind != FileKind.Regular || (status.Mode & WritableByOthers) != 0)
        {
            return;
        }
        try
        {
            host.MakeCheckedFolder();
            // Of files that are gone by now, and each can be read again.
            if (Directory.GetFiles(host.Checked) is { Length: > MostRemembered } old)
            {
                Array.ForEach(old, File.Delete);
            }
            WholeFile.Write(Path.Combine(host.Checked, status.File), $"{status.Version} {sha256}", lasting: false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Then the file is read again the next time.
        }
    }

    private string Remembered(FileStatus status)
    {
        try
        {
            return File.ReadAllText(Path.Combine(host.Checked, status.File));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
