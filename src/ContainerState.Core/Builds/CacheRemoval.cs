using ContainerState.Git;
using ContainerState.Hosts;
using ContainerState.Images;
using ContainerState.Images.Formats;
using ContainerState.StateRepos;

namespace ContainerState.Builds;

/// <summary>Where the things are that builds keep, and how one of them is removed.</summary>
internal static class CacheRemoval
{
    /// <summary>How the files of logs end.</summary>
    public const string LogSuffix = ".log";

    /// <inheritdoc cref="StateCache.RemoveAsync"/>
    public static async Task<bool> RunAsync(GitStore store, CacheItem item, CancellationToken cancel)
    {
        switch (item.Kind)
        {
            case CacheItemKind.Result:
                if (BuildUses.LastOf(store, item.Name) > item.LastUsedUtc || store.ReadReference(BuildResults.References + item.Name) is null)
                {
                    return false;
                }
                await BuildResults.ForgetAsync(store, item.Name, cancel).ConfigureAwait(false);
                return true;
            case CacheItemKind.Image:
                using (await StateCommitter.LockAsync(store, cancel).ConfigureAwait(false))
                {
                    if (store.HasCommit(item.Name) || store.ReadReference(ImageBuilder.References + item.Name) is null)
                    {
                        return false;
                    }
                    store.RemoveReference(ImageBuilder.References + item.Name);
                    return true;
                }
            case CacheItemKind.Layer:
                var layer = Path.Combine(HostPaths.Layers, item.Name + ImageFormats.Stored.Suffix);
                if (!Remove(layer, item.LastUsedUtc))
                {
                    return false;
                }
                File.Delete(layer + LayerStore.DigestSuffix);
                return true;
            default:
                return Remove(Path.Combine(HostPaths.BuildLogs, item.Name + LogSuffix), item.LastUsedUtc);
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
