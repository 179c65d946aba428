using ContainerState.Caches;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Servers;

/// <summary>Clears away what builds keep on this host, and never what servers run from.</summary>
public sealed class HostCache(Host host)
{
    private EphemeralServers Running => new(host);

    /// <summary>What is to be cleared away, least recently used first. Removes nothing.</summary>
    /// <param name="repository">The repository whose results and images are looked at; layers and logs are the whole host's.</param>
    /// <param name="options">How old, how much, how many images, and whether what branches use counts.</param>
    /// <param name="warn">Is told of branches whose results cannot be told.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    public Task<IReadOnlyList<CacheItem>> FindStaleAsync(
        StateRepo repository, ClearOptions options, Action<string>? warn = null, IProgress<StepProgress>? progress = null, CancellationToken cancel = default) =>
        // Servers are root's, and run from root's store.
        new StateCache(host).FindStaleAsync(
            repository,
            options with { ImagesInUse = Environment.IsPrivilegedProcess ? [.. Running.List().Select(server => server.Image)] : [] },
            warn,
            progress,
            cancel);

    /// <summary>Removes one item, unless it was used since it was found. What a result held stays until Git collects its garbage.</summary>
    /// <returns>False when it was used since, or is gone.</returns>
    public async Task<bool> RemoveAsync(CacheItem item, CancellationToken cancel = default)
    {
        if (item.Kind != CacheItemKind.StoredImage)
        {
            return await new StateCache(host).RemoveAsync(item, cancel);
        }
        try
        {
            await Running.RemoveImageAsync(new ImageStore(host).Get(item.Name), cancel);
            return true;
        }
        catch (ContainerStateException fault) when (fault.ErrorId is ErrorId.ImageInUse or ErrorId.ImageNotFound)
        {
            return false;
        }
    }
}
