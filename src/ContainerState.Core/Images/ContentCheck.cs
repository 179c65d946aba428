using System.Security.Cryptography;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Images;

/// <summary>Says whether a file holds the bytes that were recorded of it, and reads it only when it may have changed since.</summary>
/// <remarks>
/// What was read is remembered by what the kernel says of the file: device, inode, size and both times in nanoseconds. A
/// file that is exchanged, written to or touched differs in one of these and is read again, and so is every file after a
/// boot. A file that others than its reader can write is never remembered. Of a file with fs-verity, the kernel says what it holds
/// it to, and nothing is read: it compares each page when somebody reads it.
/// </remarks>
internal sealed class ContentCheck(Host host)
{
    private const int WritableByOthers = 0x12;
    private const int MostRemembered = 2000;

    /// <summary>True when the file has this digest; false too when it is not there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sha256">64 hexadecimal digits.</param>
    /// <param name="verity">Its fs-verity digest; null when none was recorded. Where a copy of the file has lost it, it is turned on again.</param>
    public bool Is(string path, string sha256, string? verity = null)
    {
        try
        {
            return File.Exists(path) && Holds(path, sha256, verity);
        }
        catch (IOException fault) when (FileFaults.IsDamage(fault))
        {
            return false;
        }
    }

    private bool Holds(string path, string sha256, string? verity)
    {
        var before = FileStatus.Of(path);
        var remembered = Remembered(before);
        if (remembered == Damage(before, sha256))
        {
            return false;
        }
        if (verity is not null && (host.Verity.Measure(path) ?? MeasureAgain(path)) is { } measured)
        {
            return measured == verity;
        }
        if (remembered == $"{before.Version} {sha256}")
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

    /// <summary>Remembers that the caller has read a file, and found that it does not have this digest: what the disk has lost shows in none of its times.</summary>
    /// <param name="status">What the kernel said of the file before it was read.</param>
    /// <param name="sha256">The digest.</param>
    public void RememberDamage(FileStatus status, string sha256) => Note(status, Damage(status, sha256));

    /// <summary>Remembers what the caller has just written, or looked at by <see cref="Is"/> and touched.</summary>
    public void Remember(string path, string sha256) => Remember(FileStatus.Of(path), sha256);

    private void Remember(FileStatus status, string sha256)
    {
        var isOwn = status.UserId == 0 || !Environment.IsPrivilegedProcess;
        if (isOwn && status.Kind == FileKind.Regular && (status.Mode & WritableByOthers) == 0)
        {
            Note(status, $"{status.Version} {sha256}");
        }
    }

    private static string Damage(FileStatus status, string sha256) => $"{status.Version} not {sha256}";

    // A copy has no tree of digests. The kernel reads all of it to make one, which is as much as we could read.
    private string? MeasureAgain(string path)
    {
        try
        {
            return host.Verity.TryEnable(path) ? host.Verity.Measure(path) : null;
        }
        catch (IOException)
        {
            // Without space for the tree, say, it is checked as where there is no fs-verity.
            return null;
        }
    }

    private void Note(FileStatus status, string text)
    {
        try
        {
            host.MakeCheckedFolder();
            // Of files that are gone by now, and each can be read again.
            if (Directory.GetFiles(host.Checked) is { Length: > MostRemembered } old)
            {
                Array.ForEach(old, File.Delete);
            }
            WholeFile.Write(Path.Combine(host.Checked, status.File), text, lasting: false);
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
