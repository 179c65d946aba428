using ContainerState.Builds;
using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Imports;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Caches;

/// <summary>Where the things are that builds keep, and how one of them is removed.</summary>
internal static class CacheRemoval
{
    /// <summary>How the files of logs end.</summary>
    public const string LogSuffix = ".log";

    /// <inheritdoc cref="StateCache.RemoveAsync"/>
    public static async Task<bool> RunAsync(Host host, GitStore store, CacheItem item, CancellationToken cancel)
    {
        switch (item.Kind)
        {
            case CacheItemKind.Result:
                if (BuildUses.LastOf(store, item.Name) > item.LastUsedUtc || store.ReadReference(BuildResults.References + item.Name) is null)
                {
                    return false;
                }
                await BuildResults.ForgetAsync(store, item.Name, cancel);
                return true;
            case CacheItemKind.Image:
                using (await StateCommitter.LockAsync(store, cancel))
                {
                    if (store.HasCommit(item.Name) || store.ReadReference(ImageBuilder.References + item.Name) is null)
                    {
                        return false;
                    }
                    store.RemoveReference(ImageBuilder.References + item.Name);
                    return true;
                }
            case CacheItemKind.Layer:
                var layers = new LayerStore(host);
                using (await layers.LockAsync(cancel))
                {
                    // An image may have come to name it since it was looked for.
                    if (new ImageStore(host).LayersInUse()?.Contains(item.Name) != false || !Remove(layers.FileOf(item.Name), item.LastUsedUtc))
                    {
                        return false;
                    }
                    layers.Remove(item.Name);
                    return true;
                }
            case CacheItemKind.Package:
                return Remove(Path.Combine(host.Packages, item.Name + PackageStore.Suffix), item.LastUsedUtc);
            case CacheItemKind.PackageList:
                return Remove(Path.Combine(host.PackageLists, item.Name + PackageLists.Suffix), item.LastUsedUtc);
            case CacheItemKind.StoredImage:
                throw new ArgumentException("An image is removed where it is known which servers run.", nameof(item));
            default:
                return Remove(Path.Combine(host.BuildLogs, item.Name + LogSuffix), item.LastUsedUtc);
        }
    }

    private static bool Remove(string path, DateTime lastUsed)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.LastWriteTimeUtc > lastUsed)
        {
            return false;
        }
        file.Delete();
        return true;
    }
}
