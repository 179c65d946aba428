using ContainerState.Definitions;
using ContainerState.Git;
using ContainerState.Repositories;

namespace ContainerState.Builds;

/// <summary>The outputs of build steps, by key: one commit each, so that a plain Git remote can hold them.</summary>
/// <remarks>A result has no parents, and a fixed author and date: the same step with the same output is the same commit everywhere.</remarks>
internal static class BuildResults
{
    /// <summary>Where the references are.</summary>
    public const string References = "refs/containerstate/builds/";

    /// <summary>The tree that a step made; null when it is not known here.</summary>
    public static string? Find(GitStore store, string key) =>
        FindCommit(store, key) is { } commit ? store.TreeOf(commit) : null;

    /// <summary>The commit of what a step made; null when it is not known here.</summary>
    public static string? FindCommit(GitStore store, string key) =>
        store.ReadReference(References + key) is { } commit && store.HasCommit(commit) ? commit : null;

    /// <summary>All that is known here, by key.</summary>
    public static IReadOnlyList<(string Key, string Commit)> All(GitStore store) =>
        [.. store.References(References)
            .Select(reference => (Key: reference.Name[References.Length..], Commit: reference.Id))
            .Where(result => BuildKey.IsWhole(result.Key) && CommitId.IsWhole(result.Commit) && store.HasCommit(result.Commit))];

    /// <summary>The component that a result was built for, as its commit says; empty when it says none.</summary>
    public static string ComponentOf(GitStore store, string commit)
    {
        var title = store.MessageOf(commit).Split('\n')[0];
        return title.StartsWith(OutputTree.Title, StringComparison.Ordinal) && StateNames.IsPartName(title[OutputTree.Title.Length..]) ? title[OutputTree.Title.Length..] : "";
    }

    /// <summary>Remembers what a step made. The objects are there already.</summary>
    public static async Task RememberAsync(GitStore store, string key, string commit, CancellationToken cancel)
    {
        using (await StateCommitter.LockAsync(store, cancel))
        {
            store.WriteReference(References + key, commit);
        }
    }

    /// <summary>Remembers what a step made elsewhere, unless it was made here meanwhile.</summary>
    public static async Task TakeAsync(GitStore store, string key, string commit, CancellationToken cancel)
    {
        using (await StateCommitter.LockAsync(store, cancel))
        {
            if (FindCommit(store, key) is null)
            {
                store.WriteReference(References + key, commit);
            }
        }
        BuildUses.Touch(store, key);
    }

    /// <summary>Forgets what a step made, and when it was used.</summary>
    public static async Task ForgetAsync(GitStore store, string key, CancellationToken cancel)
    {
        using (await StateCommitter.LockAsync(store, cancel))
        {
            // First, so that a kill in between leaves a result that counts from now, and no file for nothing.
            BuildUses.Forget(store, key);
            BuildTimes.Forget(store, key);
            store.RemoveReference(References + key);
        }
    }

    /// <summary>Forgets which servers commits gave. The next build of each puts its server together again.</summary>
    public static async Task ForgetImagesAsync(GitStore store, CancellationToken cancel)
    {
        using (await StateCommitter.LockAsync(store, cancel))
        {
            foreach (var (name, _) in store.References(ImageBuilder.References))
            {
                store.RemoveReference(name);
            }
        }
    }
}
