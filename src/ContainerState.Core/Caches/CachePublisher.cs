using ContainerState.Builds;
using ContainerState.Git;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Caches;

/// <summary>Sends build results to a remote.</summary>
/// <remarks>
/// The trees of whole servers, <c>refs/containerstate/images/</c>, are not sent: unlike a result they have no key that the
/// receiver computes, so nobody could take one without believing it.
/// </remarks>
internal static class CachePublisher
{
    /// <inheritdoc cref="StateCache.PublishAsync"/>
    public static async Task RunAsync(
        StateRepo repository, string remote, Action<CacheEntry> found, Action<string>? warn, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        using var store = repository.OpenStore();
        var url = await GitRemote.UrlAsync(repository.Path, remote, push: true, cancel);
        var results = BuildResults.All(store);
        progress?.Report(new StepProgress("List", url));
        var there = await GitRemote.ListAsync(url, BuildResults.References, BuildKey.IsWhole, cancel);

        var lacking = results.Where(result => !there.ContainsKey(result.Key)).ToList();
        foreach (var result in results.Except(lacking))
        {
            Tell(result, there[result.Key] == result.Commit ? CacheEntryState.Present : CacheEntryState.Differs);
        }
        if (lacking.Count == 0)
        {
            return;
        }
        progress?.Report(new StepProgress("Send", url));
        var left = lacking.ToDictionary(result => BuildResults.References + result.Key, StringComparer.Ordinal);
        await GitRemote.PushAsync(store.GitDirectory, url, [.. left.Select(result => (result.Key, result.Value.Commit))], name =>
        {
            if (left.Remove(name, out var result))
            {
                Tell(result, CacheEntryState.Sent);
            }
        }, cancel);
        foreach (var result in left.Values)
        {
            Tell(result, CacheEntryState.Differs);
        }

        void Tell((string Key, string Commit) result, string state)
        {
            var component = BuildResults.ComponentOf(store, result.Commit);
            if (state == CacheEntryState.Differs)
            {
                warn?.Invoke($"{url} has another commit for the result {CommitId.Short(result.Key)} of {(component.Length > 0 ? component : "a component")}, and was left as it is.");
            }
            found(new CacheEntry(repository, url, component, result.Key, store.TreeOf(result.Commit), state));
        }
    }
}
