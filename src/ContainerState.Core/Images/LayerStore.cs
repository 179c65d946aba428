using System.Security.Cryptography;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images.Formats;
using ContainerState.Platform;

namespace ContainerState.Images;

/// <summary>Trees as filesystems that servers and build steps are mounted from: one squashfs each, by tree id.</summary>
/// <param name="host">The host.</param>
/// <param name="folder">Where the files are; the host's own folder when null.</param>
internal sealed class LayerStore(Host host, string? folder = null)
{
    /// <summary>What follows a layer's file name in that of its SHA-256.</summary>
    public const string DigestSuffix = ".sha256";

    // Stands behind a digest. A layer without it is made again: its files have the time 0, or its objects were not compared with their ids.
    private const string Form = " times from 1980";

    // Stands between a digest and that of fs-verity, where the layer was written with it.
    private const string WithVerity = " verity ";

    private string Folder => folder ?? host.Layers;

    /// <summary>A layer's file, by the layer's name.</summary>
    public string FileOf(string name) => Path.Combine(Folder, name + ImageFormats.Stored.Suffix);

    /// <summary>The layer of a tree; written when it is not there or not as it was written, whole or not at all.</summary>
    /// <param name="store">The repository that has the tree.</param>
    /// <param name="layer">What it is made of.</param>
    /// <param name="item">What it is for, for the progress.</param>
    /// <param name="force">True to write it in any case.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="UnsafeTreeException">The tree holds what must not reach a filesystem.</exception>
    /// <exception cref="DiskFullException">There is no space for it.</exception>
    public async Task<ImageLayer> EnsureAsync(GitStore store, LayerTree layer, string item, bool force, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var content = new ContentCheck(host);
        var file = FileOf(layer.Name);
        if (!force && Known(file, content) is { } found)
        {
            return found;
        }
        var where = "the tree " + layer.Tree;
        var entries = ImageLayout.ReadEntries(store, layer.Tree, where, layer.ListsTimes ? FileTimes.Of(store, layer.Tree, where) : FileTimes.Equal);
        using var work = WorkFolder.Create(host);
        var made = Path.Combine(work.Path, "layer" + ImageFormats.Stored.Suffix);
        await ImageFormats.Stored.WriteAsync(new(store, entries, item), made, progress, cancel);
        var written = await SealAsync(made, cancel) with { Id = layer.Name, Path = file };
        Directory.CreateDirectory(Folder);
        using var hold = await LockAsync(cancel);
        return FileFaults.Guard(file, () =>
        {
            File.Move(made, file, overwrite: true);
            // After a kill in between the digest is not the file's, and the layer is made again.
            WholeFile.Write(file + DigestSuffix, written.Sha256 + (written.Verity is { } verity ? WithVerity + verity : "") + Form, lasting: true);
            content.Remember(file, written.Sha256);
            if (folder is null)
            {
                // Another version of tar2sqfs writes other bytes for the same tree, which are those of every image that has it.
                new ImageStore(host).Renew(written);
            }
            return written;
        });
    }

    // Nobody writes to the file any more: what is read of it for the SHA-256 is what the kernel holds it to from now on, where it can.
    private async Task<ImageLayer> SealAsync(string made, CancellationToken cancel)
    {
        // Open for reading alone, since fs-verity is not turned on for a file that anybody has open for writing.
        using (var handle = File.OpenHandle(made))
        {
            RandomAccess.FlushToDisk(handle);
        }
        var verity = host.Verity.TryEnable(made) ? host.Verity.Measure(made) : null;
        await using var stream = new FileStream(made, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        return new("", made, Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancel)), stream.Length, verity);
    }

    private ImageLayer? Known(string file, ContentCheck content)
    {
        try
        {
            var text = File.ReadAllText(file + DigestSuffix);
            if (!text.EndsWith(Form, StringComparison.Ordinal))
            {
                return null;
            }
            var digests = text[..^Form.Length].Split(WithVerity);
            var (digest, verity) = (digests[0], digests.ElementAtOrDefault(1));
            if (!content.Is(file, digest, verity))
            {
                return null;
            }
            // Clearing up goes by when a file was used last.
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow);
            content.Remember(file, digest);
            return new(Path.GetFileName(file)[..^ImageFormats.Stored.Suffix.Length], file, digest, new FileInfo(file).Length, verity);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            // It is not there, or somebody has just removed it with its image.
            return null;
        }
    }

    /// <summary>Takes the lock that whoever names layers in a record, or removes those that no record names, holds meanwhile.</summary>
    public Task<FileLock> LockAsync(CancellationToken cancel) => FileLock.TakeAsync(LockFile, "The store of layers", cancel);

    /// <summary>Removes a layer. The caller has the lock, and knows that no image names it.</summary>
    public void Remove(string name)
    {
        File.Delete(FileOf(name));
        File.Delete(FileOf(name) + DigestSuffix);
    }

    private string LockFile => Folder + ".lock";
}
