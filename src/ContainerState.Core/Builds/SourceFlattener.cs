using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Hosts;
using ContainerState.StateRepos;

namespace ContainerState.Builds;

/// <summary>Makes one tree in the state repository's own objects of a source that may be elsewhere and hold submodules.</summary>
internal static class SourceFlattener
{
    private const int Deepest = 200;
    private const int MostTrees = 2_000_000;

    /// <summary>The source's tree with every submodule in it replaced by that submodule's tree.</summary>
    public static Task<string> FlattenAsync(GitStore store, SourceTree source, CancellationToken cancel) =>
        FlattenAsync(store, source.GitDirectory, source.Tree, source.RootTree, source.Prefix, [], cancel);

    private static async Task<string> FlattenAsync(
        GitStore store, string gitDirectory, string tree, string rootTree, string prefix, IReadOnlyList<string> chain, CancellationToken cancel)
    {
        await BringAsync(store, gitDirectory, tree, cancel).ConfigureAwait(false);
        using var owner = GitStore.Open(gitDirectory);
        IReadOnlyList<SubmoduleEntry>? modules = null;
        // Trees without submodules in them, with how deep they are. A tree of a few kilobytes can name itself, by way of
        // others, a thousand million times.
        var plain = new Dictionary<string, int>(StringComparer.Ordinal);
        var looked = 0;
        return (await ReplaceAsync(tree, prefix, 0).ConfigureAwait(false)).Id;

        async Task<(string Id, int Height)> ReplaceAsync(string id, string path, int depth)
        {
            if (depth + plain.GetValueOrDefault(id) > Deepest)
            {
                throw new UnsafeTreeException(gitDirectory, path, $"it is nested more than {Deepest} folders deep");
            }
            if (plain.TryGetValue(id, out var known))
            {
                return (id, known);
            }
            if (++looked > MostTrees)
            {
                throw new UnsafeTreeException(gitDirectory, path, $"it holds more than {MostTrees} entries");
            }
            List<TreeItem>? changed = null;
            var height = 0;
            var items = store.Entries(id, path.Length == 0 ? gitDirectory : path);
            for (var i = 0; i < items.Count; i++)
            {
                var item = items[i];
                var below = path.Length == 0 ? item.Name : $"{path}/{item.Name}";
                var (replaced, deep) = item.Kind switch
                {
                    TreeItemKind.Tree => await ReplaceAsync(item.Id, below, depth + 1).ConfigureAwait(false),
                    TreeItemKind.Gitlink => (await NestedAsync(below, item.Id).ConfigureAwait(false), 0),
                    _ => (item.Id, 0),
                };
                height = Math.Max(height, deep + 1);
                if (replaced != item.Id)
                {
                    changed ??= [.. items];
                    changed[i] = new TreeItem(item.Name, TreeItemKind.Tree, replaced);
                }
            }
            if (changed is not null)
            {
                return (store.WriteTree(changed), height);
            }
            plain[id] = height;
            return (id, height);
        }

        async Task<string> NestedAsync(string path, string commit)
        {
            if (chain.Contains(commit) || chain.Count > 16)
            {
                throw new UnsafeTreeException(gitDirectory, path, "the submodule contains itself, or submodules are nested too deep");
            }
            modules ??= await GitModules.ReadAsync(owner, rootTree, cancel).ConfigureAwait(false);
            var place = SourceFinder.Locate(owner, path, modules.FirstOrDefault(entry => entry.Path == path)?.Name, commit)
                ?? throw new IncompleteRepositoryException(gitDirectory, [$"the commit {CommitId.Short(commit)} that {path} is pinned to is not here"]);
            using var nested = GitStore.Open(place);
            var root = nested.TreeOf(commit);
            return await FlattenAsync(store, place, root, root, "", [.. chain, commit], cancel).ConfigureAwait(false);
        }
    }

    private static async Task BringAsync(GitStore store, string gitDirectory, string tree, CancellationToken cancel)
    {
        // A tree comes in one pack with all that it holds, so a tree that is here is here whole.
        if (gitDirectory != store.GitDirectory && !store.HasTree(tree))
        {
            using var scratch = WorkFolder.Create(StateCommitter.WorkOf(store));
            await PackFiles.CopyTreesAsync(gitDirectory, store.GitDirectory, [tree], scratch.Path, cancel).ConfigureAwait(false);
        }
    }
}
