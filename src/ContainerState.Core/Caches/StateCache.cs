using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Caches;

/// <summary>Any Git remote as the cache of build results: what one clone has built, another need not.</summary>
public sealed class StateCache(Host host)
{
    /// <summary>The remote that is meant when none is named.</summary>
    public const string DefaultRemote = "origin";

    /// <summary>Sends the results that a remote lacks. One that it has, with whatever commit, is left as it is.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="remote">A name of a remote, a URL or an absolute path.</param>
    /// <param name="found">Is told of each result here, and what became of it.</param>
    /// <param name="warn">Is told of results that the remote has with another commit.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it. What was sent stays there.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.RemoteNotFound"/>: No remote has that name.</exception>
    /// <exception cref="UnsafeUrlException">The URL could mean something else.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Remote"/>: The remote does not answer, or refuses.</exception>
    public static Task PublishAsync(
        StateRepo repository,
        string remote,
        Action<CacheEntry> found,
        Action<string>? warn = null,
        IProgress<StepProgress>? progress = null,
        CancellationToken cancel = default) =>
        CachePublisher.RunAsync(repository, remote, found, warn, progress, cancel);

    /// <summary>Takes the results of a commit from a remote: those alone whose keys are computed here, unless all are asked for.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="options">Which, from where, and whether they are built again to compare.</param>
    /// <param name="found">Is told of each result, once it is kept.</param>
    /// <param name="warn">Is told what the user should know.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.RemoteNotFound"/>: No remote has that name.</exception>
    /// <exception cref="UnsafeUrlException">The URL could mean something else.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Remote"/>: The remote does not answer, or sends what is no whole object.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.CacheMismatch"/>: A result was built again and came out different. Of those received, only what had come out equal is kept.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: Results are to be built again, and the caller is not root.</exception>
    public Task ReceiveAsync(
        StateRepo repository,
        ReceiveOptions options,
        Action<CacheEntry> found,
        Action<string>? warn = null,
        IProgress<StepProgress>? progress = null,
        CancellationToken cancel = default) =>
        FileFaults.GuardAsync(repository.Path, async () =>
        {
            using var store = repository.OpenStore();
            await new CacheReceiver(host, repository, store, options, found, warn, progress).RunAsync(cancel);
            return true;
        });

    /// <summary>What is to be cleared away, least recently used first. Removes nothing.</summary>
    /// <param name="repository">The repository whose results and images are looked at; layers and logs are the whole host's.</param>
    /// <param name="options">How old, how much, and whether what branches use counts.</param>
    /// <param name="warn">Is told of branches whose results cannot be told.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    internal async Task<IReadOnlyList<CacheItem>> FindStaleAsync(
        StateRepo repository, ClearOptions options, Action<string>? warn = null, IProgress<StepProgress>? progress = null, CancellationToken cancel = default)
    {
        using var store = repository.OpenStore();
        return await new CacheCleaner(host, repository, store, options, warn, progress).FindAsync(cancel);
    }

    /// <summary>Removes one item, unless it was used since it was found. What a result held stays until Git collects its garbage.</summary>
    /// <returns>False when it was used since, or is gone.</returns>
    internal async Task<bool> RemoveAsync(CacheItem item, CancellationToken cancel = default)
    {
        using var store = item.Repository.OpenStore();
        return await CacheRemoval.RunAsync(host, store, item, cancel);
    }

    /// <summary>The names of a repository's remotes.</summary>
    public static Task<IReadOnlyList<string>> RemotesAsync(StateRepo repository) => GitRemote.NamesAsync(repository.Path, CancellationToken.None);
}
