using System.Security.Cryptography;
using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>Files that were fetched, by SHA-256, for whoever needs them next.</summary>
/// <remarks>
/// Whoever fetched one checked its digest against something signed. Whoever takes one compares it with such a digest again: what
/// was changed meanwhile is none. So nothing here has to be trusted, or written to the disk before it is used.
/// </remarks>
/// <param name="host">The host.</param>
/// <param name="folder">Their folder in its store.</param>
/// <param name="suffix">What follows the digest in a file's name.</param>
/// <param name="most">How much all of them may take, in bytes. Those that were not used for longest go first.</param>
internal sealed class DigestFiles(Host host, string folder, string suffix, long most)
{
    // For what the host's store is there for: images.
    private const long Spare = 1L << 30;

    /// <summary>Copies one, if it is here and what its name says.</summary>
    /// <param name="sha256">Its digest.</param>
    /// <param name="to">The copy; what was there is gone.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="looksOnly">True to leave everything here as it is: then this does not count as a use, and a damaged one stays for others to remove.</param>
    /// <returns>True when the copy is there.</returns>
    public async Task<bool> TryTakeAsync(string sha256, string to, CancellationToken cancel, bool looksOnly = false)
    {
        var kept = PathOf(sha256);
        string digest;
        try
        {
            using var content = File.OpenRead(kept);
            digest = await CopyAsync(content, to, cancel);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        if (digest != sha256)
        {
            if (!looksOnly)
            {
                File.Delete(kept);
            }
            File.Delete(to);
            return false;
        }
        if (looksOnly)
        {
            return true;
        }
        try
        {
            File.SetLastWriteTimeUtc(kept, DateTime.UtcNow);
        }
        catch (FileNotFoundException)
        {
            // Somebody cleared up. The copy is what counts.
        }
        return true;
    }

    /// <summary>True when one is here.</summary>
    public bool Has(string sha256) => File.Exists(PathOf(sha256));

    /// <summary>Keeps a file.</summary>
    /// <param name="content">It.</param>
    /// <param name="work">A folder in the host's store for it until it is whole; null when it is not to be kept.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="expected">Its SHA-256, where it has to have a certain one; one with another is not kept.</param>
    /// <returns>Its SHA-256, as 64 digits.</returns>
    public async Task<string> KeepAsync(Stream content, WorkFolder? work, CancellationToken cancel, string? expected = null)
    {
        if (work is null)
        {
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel));
        }
        var made = Path.Combine(work.Path, Guid.NewGuid().ToString("N") + suffix);
        var digest = await CopyAsync(content, made, cancel);
        if (digest == (expected ?? digest) && !Has(digest))
        {
            Directory.CreateDirectory(folder);
            File.Move(made, PathOf(digest), overwrite: true);
        }
        else
        {
            File.Delete(made);
        }
        return digest;
    }

    /// <summary>True when there is so much room for them that nobody will miss it.</summary>
    /// <param name="bytes">How much is coming at most.</param>
    public bool HasRoomFor(long bytes)
    {
        host.MakeStores();
        Directory.CreateDirectory(host.Home);
        return Errors.FileFaults.Room(host.Home) > bytes + Spare;
    }

    /// <summary>Removes those that were not used for longest, while all together take more than they may.</summary>
    public void Trim()
    {
        if (!Directory.Exists(folder))
        {
            return;
        }
        var total = 0L;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*" + suffix).OrderByDescending(file => file.LastWriteTimeUtc))
        {
            total += file.Length;
            if (total > most)
            {
                file.Delete();
            }
        }
    }

    private string PathOf(string sha256) => Path.Combine(folder, sha256 + suffix);

    private static async Task<string> CopyAsync(Stream content, string to, CancellationToken cancel)
    {
        using var hash = SHA256.Create();
        await using var target = new CryptoStream(new FileStream(to, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 17), hash, CryptoStreamMode.Write);
        await content.CopyToAsync(target, 1 << 17, cancel);
        await target.FlushFinalBlockAsync(cancel);
        return Convert.ToHexStringLower(hash.Hash!);
    }
}
