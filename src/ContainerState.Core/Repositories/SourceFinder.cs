using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Repositories;

/// <summary>Finds the objects that a commit pins: in the repository itself, in its submodules' stores, or side by side.</summary>
internal sealed class SourceFinder(GitStore store, CommitContent content)
{
    /// <summary>The tree that a path in the commit leads to, through a dependency where one is on the way.</summary>
    /// <param name="component">The component whose source it is, for the error.</param>
    /// <param name="path">The path.</param>
    /// <param name="key">The key that names it, for the error.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="StateFileException">The path leads nowhere, or to a file.</exception>
    /// <exception cref="IncompleteRepositoryException">It leads into a dependency whose commit is not here.</exception>
    public async Task<SourceTree> FindAsync(ComponentDefinition component, string path, string key = "source", CancellationToken cancel = default)
    {
        var parts = path.Split('/');
        var tree = content.Tree;
        for (var i = 0; i < parts.Length; i++)
        {
            var prefix = string.Join('/', parts[..(i + 1)]);
            var item = store.Find(tree, parts[i]);
            if (item is null && content.Siblings().FirstOrDefault(pin => StateNames.DependencyPath(pin.Name) == prefix) is { } sibling)
            {
                return Below(component, LocateSibling(sibling), sibling.Commit, parts[(i + 1)..], prefix, key);
            }
            switch (item?.Kind)
            {
                case TreeItemKind.Tree:
                    tree = item.Id;
                    break;
                case TreeItemKind.Gitlink:
                    return Below(component, await LocateGitlinkAsync(prefix, item.Id, cancel), item.Id, parts[(i + 1)..], prefix, key);
                case null:
                    throw Fault(component, key, $"the path {Quoted.Text(path)} is not in the commit", "Commit it, or add the dependency with Add-StateDependency (containerstate dependency add).");
                default:
                    throw Fault(component, key, $"the path {Quoted.Text(prefix)} is a file", "Name a folder; choose files in it with keep:.");
            }
        }
        return new SourceTree(store.GitDirectory, tree, content.Tree, path, "");
    }

    /// <summary>The dependency that a path in the commit leads through, and the commit that it is pinned to; null for what is the repository's own.</summary>
    public (string Path, string Commit)? PinOn(string path)
    {
        var parts = path.Split('/');
        for (var i = 1; i <= parts.Length; i++)
        {
            var prefix = string.Join('/', parts[..i]);
            if (store.Find(content.Tree, prefix) is { } item)
            {
                if (item.Kind == TreeItemKind.Gitlink)
                {
                    return (prefix, item.Id);
                }
            }
            else
            {
                return content.Siblings().Where(pin => StateNames.DependencyPath(pin.Name) == prefix).Select(pin => ((string, string)?)(prefix, pin.Commit)).FirstOrDefault();
            }
        }
        return null;
    }

    /// <summary>The Git directory that has the objects of a gitlink's commit.</summary>
    /// <exception cref="IncompleteRepositoryException">None has.</exception>
    public async Task<string> LocateGitlinkAsync(string path, string commit, CancellationToken cancel = default)
    {
        var name = (await content.SubmodulesAsync(cancel)).FirstOrDefault(entry => entry.Path == path)?.Name;
        return Locate(store, path, name, commit)
            ?? throw new IncompleteRepositoryException(store.WorkTree ?? store.GitDirectory, [$"the commit {CommitId.Short(commit)} that {path} is pinned to is not here"]);
    }

    /// <summary>The Git directory of a side-by-side checkout that has the pinned commit.</summary>
    /// <exception cref="IncompleteRepositoryException">It is not there, or does not have it.</exception>
    public string LocateSibling(SiblingPin pin)
    {
        var folder = FolderOf(store, pin.Name);
        return folder is not null && Has(folder, pin.Commit)
            ? GitStoreDirectory(folder)
            : throw new IncompleteRepositoryException(
                store.WorkTree ?? store.GitDirectory, [$"the commit {CommitId.Short(pin.Commit)} that {SiblingPin.FileOf(pin.Name)} pins is not in ../{pin.Name}"]);
    }

    /// <summary>The folder of a side-by-side checkout; null for a bare state repository.</summary>
    public static string? FolderOf(GitStore store, string name) =>
        store.WorkTree is { } work && Path.GetDirectoryName(work) is { } parent ? Path.Combine(parent, name) : null;

    /// <summary>Where a submodule's objects are: the repository itself, its modules/ folder, or the submodule's checkout.</summary>
    /// <param name="owner">The repository whose gitlink it is.</param>
    /// <param name="path">The gitlink's path.</param>
    /// <param name="name">The submodule's name; null when .gitmodules does not name it.</param>
    /// <param name="commit">The commit.</param>
    /// <returns>A Git directory; null when none has the commit.</returns>
    public static string? Locate(GitStore owner, string path, string? name, string commit)
    {
        if (owner.HasCommit(commit))
        {
            return owner.GitDirectory;
        }
        string?[] places = [name is null ? null : ModuleStore(owner, name), owner.WorkTree is null ? null : Path.Combine(owner.WorkTree, path)];
        return places.Where(place => place is not null && Has(place, commit)).Select(place => GitStoreDirectory(place!)).FirstOrDefault();
    }

    /// <summary>The Git directory that a submodule has below its owner's.</summary>
    public static string ModuleStore(GitStore owner, string name) => Path.Combine(owner.GitDirectory, "modules", name);

    private static bool Has(string folder, string commit)
    {
        // An empty submodule folder lies inside the owner's work tree; only a repository of its own counts.
        if (!File.Exists(Path.Combine(folder, "HEAD")) && !Path.Exists(Path.Combine(folder, ".git")))
        {
            return false;
        }
        using var candidate = GitStore.Open(folder);
        return candidate.HasCommit(commit);
    }

    private static string GitStoreDirectory(string folder)
    {
        using var opened = GitStore.Open(folder);
        return opened.GitDirectory;
    }

    private SourceTree Below(ComponentDefinition component, string gitDirectory, string commit, string[] rest, string dependency, string key)
    {
        using var dependencyStore = GitStore.Open(gitDirectory);
        var root = dependencyStore.TreeOf(commit);
        if (rest.Length == 0)
        {
            return new SourceTree(gitDirectory, root, root, "", dependency);
        }
        var path = string.Join('/', rest);
        return dependencyStore.Find(root, path) is { Kind: TreeItemKind.Tree } item
            ? new SourceTree(gitDirectory, item.Id, root, path, dependency)
            : throw Fault(component, key, $"the folder {Quoted.Text(path)} is not in the commit {CommitId.Short(commit)} of {dependency}", "Name a folder that is there, or pin another commit.");
    }

    private static StateFileException Fault(ComponentDefinition component, string key, string detail, string remedy) =>
        new(component.File, key == "source" ? component.SourceLine : component.ToolchainLine, key, detail, remedy);
}
