using ContainerState.Git;
using ContainerState.StateRepos;

namespace ContainerState.Builds;

/// <summary>The outputs of build steps, by key: one commit each, so that a plain Git remote can hold them.</summary>
/// <remarks>A result has no parents, and a fixed author and date: the same step with the same output is the same commit everywhere.</remarks>
internal static class BuildResults
{
    /// <summary>Where the references are.</summary>
    public const string References = "refs/containerstate/builds/";

    /// <summary>The tree that a step made; null when it is not known here.</summary>
    public static string? Find(GitStore store, string key) =>
        store.ReadReference(References + key) is { } commit && store.HasCommit(commit) ? store.TreeOf(commit) : null;

    /// <summary>Remembers what a step made. The objects are there already.</summary>
    public static async Task RememberAsync(GitStore store, string key, string commit, CancellationToken cancel)
    {
        using (await StateCommitter.LockAsync(store, cancel).ConfigureAwait(false))
        {
            store.WriteReference(References + key, commit);
        }
    }
}
