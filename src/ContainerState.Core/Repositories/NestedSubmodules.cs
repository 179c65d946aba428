using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Repositories;

/// <summary>Walks the submodules of a dependency, and theirs.</summary>
internal static class NestedSubmodules
{
    public const int Deepest = 16;

    /// <summary>Calls back for each nested gitlink whose commit is not here; then looks inside what is.</summary>
    /// <param name="owner">The dependency's repository.</param>
    /// <param name="tree">The tree of its pinned commit.</param>
    /// <param name="commit">That commit.</param>
    /// <param name="absent">
    /// Is told of a gitlink (path and commit) and its .gitmodules entry; may fetch it and hand back the Git directory
    /// that has it now, or null.
    /// </param>
    /// <param name="seen">Is told of every gitlink, with its path from the dependency on, before it is looked for; null when nobody asks.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="UnsafeTreeException">A submodule contains itself, or they are nested 16 deep.</exception>
    public static Task VisitAsync(
        GitStore owner, string tree, string commit, Func<(string Path, string Commit), SubmoduleEntry, Task<string?>> absent,
        Action<(string Path, string Commit), SubmoduleEntry>? seen = null, CancellationToken cancel = default) =>
        VisitAsync(owner, tree, "", [commit], absent, seen, cancel);

    private static async Task VisitAsync(
        GitStore owner, string tree, string prefix, List<string> chain, Func<(string Path, string Commit), SubmoduleEntry, Task<string?>> absent,
        Action<(string Path, string Commit), SubmoduleEntry>? seen, CancellationToken cancel)
    {
        foreach (var entry in await GitModules.ReadAsync(owner, tree, cancel))
        {
            if (owner.Find(tree, entry.Path) is not { Kind: TreeItemKind.Gitlink } item)
            {
                continue;
            }
            if (chain.Contains(item.Id) || chain.Count >= Deepest)
            {
                throw new UnsafeTreeException(owner.GitDirectory, entry.Path, "the submodule contains itself, or submodules are nested too deep");
            }
            seen?.Invoke((prefix + entry.Path, item.Id), entry);
            var place = SourceFinder.Locate(owner, entry.Path, entry.Name, item.Id) ?? await absent((entry.Path, item.Id), entry);
            if (place is not null)
            {
                using var nested = GitStore.Open(place);
                await VisitAsync(nested, nested.TreeOf(item.Id), $"{prefix}{entry.Path}/", [.. chain, item.Id], absent, seen, cancel);
            }
        }
    }
}
