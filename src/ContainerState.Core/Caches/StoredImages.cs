using ContainerState.Builds;
using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Repositories;

namespace ContainerState.Caches;

/// <summary>The images in the host's store that were built from one repository, and which of them may go.</summary>
/// <remarks>Those of other repositories are left alone: nobody here can tell what they are for.</remarks>
internal sealed class StoredImages(ImageStore stored, StateRepo repository, GitStore store, ClearOptions options)
{
    /// <summary>Each image, whether it may go, and whether it goes whatever its age.</summary>
    public async Task<IReadOnlyList<(CacheItem Item, bool MayGo, bool Goes)>> FindAsync(CancellationToken cancel)
    {
        var built = store.References(ImageBuilder.References).ToLookup(reference => reference.Id, reference => reference.Name[ImageBuilder.References.Length..], StringComparer.Ordinal);
        var all = stored.List();
        // What images share goes with the last of them, which is the newest.
        var last = all.SelectMany(image => image.Layers.Select(layer => (Layer: layer.Id, image.Id))).DistinctBy(one => one.Layer).ToDictionary(one => one.Layer, one => one.Id, StringComparer.Ordinal);
        var images = all
            .Select(image => (Image: image, Commits: built[image.Id].Concat(store.HasCommit(image.Commit) ? [image.Commit] : []).ToList()))
            .Where(image => image.Commits.Count > 0)
            .ToList();
        if (images.Count == 0)
        {
            return [];
        }
        var tips = options.All ? [] : store.References("refs/heads/").Select(reference => reference.Id).Append(repository.CommitOf(store)).ToHashSet(StringComparer.Ordinal);
        var history = (await GitProgram.TextAsync(store.GitDirectory, ["rev-list", "--branches", "--tags", "--remotes", "HEAD"], cancel)).Split('\n').ToHashSet(StringComparer.Ordinal);
        var found = new List<(CacheItem, bool, bool)>();
        // A build of the same commit has made an image of layers since: nothing asks for the one file any more, but servers that run from it.
        var layered = images.Where(image => !image.Image.IsOneFile).Select(image => image.Image.Commit).ToHashSet(StringComparer.Ordinal);
        foreach (var server in images.GroupBy(image => image.Image.Name, StringComparer.Ordinal))
        {
            foreach (var ((image, commits), number) in server.Select((image, number) => (image, number)))
            {
                var replaced = image.IsOneFile && layered.Contains(image.Commit);
                var mayGo = !options.ImagesInUse.Contains(image.Id, StringComparer.Ordinal)
                    && (replaced || (number >= (options.KeepImages ?? ClearOptions.UsualImages) && !commits.Exists(tips.Contains)));
                found.Add((
                    new CacheItem(repository, CacheItemKind.StoredImage, image.Id, image.Name, image.Layers.Where(layer => last[layer.Id] == image.Id).Sum(layer => layer.SizeBytes), image.BuiltUtc),
                    mayGo,
                    mayGo && (replaced || options.KeepImages is not null || !commits.Exists(history.Contains))));
            }
        }
        return found;
    }
}
