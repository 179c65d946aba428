using System.Security.Cryptography;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>The files of Debian packages that imports fetched, by SHA-256, for the imports after them.</summary>
/// <remarks>
/// Whoever fetched one checked its digest against lists that Debian signed. Whoever takes one compares it with such lists again:
/// what was changed meanwhile is none. So nothing here has to be trusted, or written to the disk before it is used.
/// </remarks>
internal sealed class PackageStore(Host host)
{
    /// <summary>What follows the digest in a file's name.</summary>
    public const string Suffix = ".deb";

    /// <summary>How much all of them may take, in bytes. Those that were not used for longest go first.</summary>
    public const long MostBytes = 2L << 30;

    // For what the host's store is there for: images.
    private const long Spare = 1L << 30;

    /// <summary>Copies those that are here into a folder, under apt's names.</summary>
    /// <param name="files">What is wanted.</param>
    /// <param name="folder">The folder, which is there.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>How many there were.</returns>
    public async Task<int> CopyAsync(IEnumerable<AptFile> files, string folder, CancellationToken cancel)
    {
        var count = 0;
        foreach (var file in files.Where(file => file.Sha256.Length > 0))
        {
            var kept = PathOf(file.Sha256);
            var copy = Path.Combine(folder, file.Name);
            if (await TryCopyAsync(kept, copy, cancel) is not { } digest)
            {
                continue;
            }
            if (digest == file.Sha256)
            {
                File.SetLastWriteTimeUtc(kept, DateTime.UtcNow);
                count++;
                continue;
            }
            File.Delete(kept);
            File.Delete(copy);
        }
        return count;
    }

    /// <summary>Keeps a file.</summary>
    /// <param name="content">It.</param>
    /// <param name="work">A folder in the host's store for it until it is whole; null when it is not to be kept.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Its SHA-256, as 64 digits.</returns>
    public async Task<string> KeepAsync(Stream content, WorkFolder? work, CancellationToken cancel)
    {
        if (work is null)
        {
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel));
        }
        var made = Path.Combine(work.Path, "package" + Suffix);
        var digest = await CopyAsync(content, made, cancel);
        if (!File.Exists(PathOf(digest)))
        {
            Directory.CreateDirectory(host.Packages);
            File.Move(made, PathOf(digest), overwrite: true);
        }
        return digest;
    }

    /// <summary>True when there is so much room for them that nobody will miss it.</summary>
    /// <param name="bytes">How much is coming at most.</param>
    public bool HasRoomFor(long bytes)
    {
        host.MakeStores();
        Directory.CreateDirectory(host.Home);
        return FileFaults.Room(host.Home) > bytes + Spare;
    }

    /// <summary>Removes those that were not used for longest, while all together take more than <see cref="MostBytes"/>.</summary>
    public void Trim()
    {
        if (!Directory.Exists(host.Packages))
        {
            return;
        }
        var total = 0L;
        foreach (var file in new DirectoryInfo(host.Packages).EnumerateFiles("*" + Suffix).OrderByDescending(file => file.LastWriteTimeUtc))
        {
            total += file.Length;
            if (total > MostBytes)
            {
                file.Delete();
            }
        }
    }

    private string PathOf(string sha256) => Path.Combine(host.Packages, sha256 + Suffix);

    private static async Task<string?> TryCopyAsync(string from, string to, CancellationToken cancel)
    {
        try
        {
            using var content = File.OpenRead(from);
            return await CopyAsync(content, to, cancel);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static async Task<string> CopyAsync(Stream content, string to, CancellationToken cancel)
    {
        using var hash = SHA256.Create();
        await using var target = new CryptoStream(new FileStream(to, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 17), hash, CryptoStreamMode.Write);
        await content.CopyToAsync(target, 1 << 17, cancel);
        await target.FlushFinalBlockAsync(cancel);
        return Convert.ToHexStringLower(hash.Hash!);
    }
}
