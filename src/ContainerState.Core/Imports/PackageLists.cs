using System.Security.Cryptography;
using System.Text;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>The lists of Debian's packages that imports fetched, for the imports after them.</summary>
/// <remarks>
/// A list is taken from here only when an InRelease that was fetched a moment ago, and that apt has verified, names its digest.
/// So a mirror that does not answer, or has other lists by now, is never covered up by what is here.
/// </remarks>
/// <param name="host">The host.</param>
/// <param name="looksOnly">True for who only wants to know something: what is here is read, and nothing is kept, removed or marked as used.</param>
internal sealed class PackageLists(Host host, bool looksOnly = false)
{
    /// <summary>What follows the digest in a file's name.</summary>
    public const string Suffix = ".list";

    /// <summary>How much all of them may take, in bytes: those of some ten suites. Those that were not used for longest go first.</summary>
    public const long MostBytes = 512L << 20;

    // As long as apt may take over a slow line for the lists of a suite.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly DigestFiles _files = new(host, host.PackageLists, Suffix, MostBytes);

    /// <summary>Has one import after the other fetch the same lists, so that the later ones find them here.</summary>
    /// <param name="wanted">Says which.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <returns>The lock; null for who keeps nothing, and has nobody wait.</returns>
    public async Task<FileLock?> LockAsync(AptSources.Wanted wanted, CancellationToken cancel)
    {
        if (looksOnly)
        {
            return null;
        }
        host.MakeStores();
        // The file's name must not give away what is in a mirror's URL.
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{wanted.Type}\n{wanted.Suite}\n{wanted.Mirror}")))[..16];
        return await FileLock.TakeAsync(Path.Combine(host.PackageLists, name + ".lock"), $"The lists of Debian {wanted.Suite}", Patience, cancel);
    }

    /// <summary>Copies a list, if it is here.</summary>
    /// <param name="index">Which, as the InRelease has it.</param>
    /// <param name="to">The copy.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>True when the copy is there.</returns>
    public async Task<bool> TryTakeAsync(ReleaseIndex index, string to, CancellationToken cancel)
    {
        if (index.Size > 0)
        {
            return await _files.TryTakeAsync(index.Sha256, to, cancel, looksOnly);
        }
        await File.WriteAllBytesAsync(to, [], cancel);
        return true;
    }

    /// <summary>Keeps lists that apt has fetched and verified.</summary>
    /// <param name="lists">Each with its file.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Remote"/>: One is not what the InRelease says. It is not kept.</exception>
    public async Task KeepAsync(IReadOnlyList<(ReleaseIndex Index, string File)> lists, CancellationToken cancel)
    {
        if (looksOnly || !_files.HasRoomFor(lists.Sum(list => list.Index.Size)))
        {
            return;
        }
        using var work = WorkFolder.Create(host);
        foreach (var (index, file) in lists.Where(list => !_files.Has(list.Index.Sha256)))
        {
            using var content = File.OpenRead(file);
            if (await _files.KeepAsync(content, work, cancel, index.Sha256) != index.Sha256)
            {
                throw RemoteFaults.Failed(
                    Path.GetFileName(file), $"it is not the list that its InRelease names as {index.Path}", "Import again, or use another mirror.");
            }
        }
        _files.Trim();
    }
}
