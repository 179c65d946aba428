using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Images;

/// <summary>What a filesystem is written from, in whatever format: its entries, and their content out of the object database with no checkout on the way.</summary>
/// <param name="Store">The repository that has the blobs.</param>
/// <param name="Entries">The entries, parents before children.</param>
/// <param name="Item">What it is for, for the progress.</param>
internal sealed record ImageContent(GitStore Store, IReadOnlyList<ImageEntry> Entries, string Item)
{
    private const int ProgressEvery = 256;

    /// <summary>Hands out the entries: first all folders, with no content, then files and links with theirs.</summary>
    /// <param name="take">Is given an entry, and its content, which it must read to its end before it returns; null for a folder.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ObjectDamagedException">A blob does not hold what its id was made from.</exception>
    /// <exception cref="UnsafeTreeException">A blob is not there.</exception>
    public async Task ReadAsync(Action<ImageEntry, Stream?> take, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var files = new List<ImageEntry>(Entries.Count);
        foreach (var entry in Entries)
        {
            if (entry.Kind == TreeItemKind.Tree)
            {
                take(entry, null);
            }
            else
            {
                files.Add(entry);
            }
        }
        var next = 0;
        try
        {
            await BlobBatch.ReadAsync(Store.GitDirectory, [.. files.Select(file => file.Id)], Take, cancel);
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
            take(files[i], content);
            next = i + 1;
            if (i % ProgressEvery == 0)
            {
                progress?.Report(new StepProgress("Write image", Item, (double)i / files.Count));
            }
        }
    }
}
