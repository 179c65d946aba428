using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>The files of Debian packages that imports fetched, for the imports after them.</summary>
internal sealed class PackageStore(Host host)
{
    /// <summary>What follows the digest in a file's name.</summary>
    public const string Suffix = ".deb";

    /// <summary>How much all of them may take, in bytes. Those that were not used for longest go first.</summary>
    public const long MostBytes = 2L << 30;

    private readonly DigestFiles _files = new(host, host.Packages, Suffix, MostBytes);

    /// <summary>Copies those that are here into a folder, under apt's names.</summary>
    /// <param name="files">What is wanted.</param>
    /// <param name="folder">The folder, which is there.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Those that are there now.</returns>
    public async Task<IReadOnlyList<AptFile>> CopyAsync(IEnumerable<AptFile> files, string folder, CancellationToken cancel)
    {
        var copied = new List<AptFile>();
        foreach (var file in files.Where(file => file.Sha256.Length > 0))
        {
            if (await _files.TryTakeAsync(file.Sha256, Path.Combine(folder, file.Name), cancel))
            {
                copied.Add(file);
            }
        }
        return copied;
    }

    /// <inheritdoc cref="DigestFiles.KeepAsync"/>
    public Task<string> KeepAsync(Stream content, WorkFolder? work, CancellationToken cancel, string? expected = null) => _files.KeepAsync(content, work, cancel, expected);

    /// <inheritdoc cref="DigestFiles.HasRoomFor"/>
    public bool HasRoomFor(long bytes) => _files.HasRoomFor(bytes);

    /// <inheritdoc cref="DigestFiles.Trim"/>
    public void Trim() => _files.Trim();
}
