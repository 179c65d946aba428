using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Repositories;

/// <summary>What one commit says: the server, its components and its dependencies. Read from Git objects alone.</summary>
internal sealed class CommitContent
{
    private const string DependencyFolder = "deps";
    private readonly GitStore _store;
    private IReadOnlyList<SubmoduleEntry>? _submodules;

    private CommitContent(GitStore store, string commit, ServerDefinition definition, IReadOnlyList<ComponentDefinition> components)
    {
        _store = store;
        Commit = commit;
        Tree = store.TreeOf(commit);
        Definition = definition;
        Components = components;
    }

    /// <summary>The commit's id.</summary>
    public string Commit { get; }

    /// <summary>Its tree's id.</summary>
    public string Tree { get; }

    /// <summary>What state.yaml says.</summary>
    public ServerDefinition Definition { get; }

    /// <summary>The components by name; rootfs/, where there is one, is the last.</summary>
    public IReadOnlyList<ComponentDefinition> Components { get; }

    /// <summary>Reads a commit.</summary>
    /// <exception cref="NotARepositoryException">It has no state.yaml.</exception>
    /// <exception cref="StateFileException">A file has a mistake.</exception>
    public static CommitContent Read(GitStore store, string commit)
    {
        var tree = store.TreeOf(commit);
        var definition = StateFile.Parse(ReadStateFile(store, tree, commit));
        var components = new List<ComponentDefinition>();
        if (store.Find(tree, ComponentFile.Folder) is { Kind: TreeItemKind.Tree } folder)
        {
            foreach (var item in store.Entries(folder.Id, ComponentFile.Folder))
            {
                if (item.Kind is TreeItemKind.File or TreeItemKind.Executable && item.Name.EndsWith(".yaml", StringComparison.Ordinal))
                {
                    components.Add(ComponentFile.Parse(item.Name[..^5], SmallText(store, item, $"{ComponentFile.Folder}/{item.Name}")));
                }
            }
        }
        if (store.Find(tree, ComponentFile.RootfsName) is { Kind: TreeItemKind.Tree })
        {
            // Configuration is there to replace what a package brought.
            components.Add(new ComponentDefinition(ComponentFile.RootfsName)
            {
                Source = ComponentFile.RootfsName,
                Overrides = [.. components.Select(component => component.Name)],
            });
        }
        return new CommitContent(store, commit, definition, components);
    }

    /// <summary>The server's name in a commit, without reading the rest.</summary>
    public static string ReadName(GitStore store, string commit) =>
        StateFile.Parse(ReadStateFile(store, store.TreeOf(commit), commit)).Name;

    /// <summary>Makes sure that a commit is a server's, without reading what state.yaml says.</summary>
    /// <exception cref="NotARepositoryException">It has no state.yaml.</exception>
    internal static void RequireStateFile(GitStore store, string commit) => _ = FindStateFile(store, store.TreeOf(commit), commit);

    /// <summary>The submodules that .gitmodules names.</summary>
    public async Task<IReadOnlyList<SubmoduleEntry>> SubmodulesAsync(CancellationToken cancel = default) =>
        _submodules ??= await GitModules.ReadAsync(_store, Tree, cancel);

    /// <summary>The commits that gitlinks below deps/ pin, by path.</summary>
    public IReadOnlyList<(string Path, string Commit)> Gitlinks()
    {
        var result = new List<(string, string)>();
        if (_store.Find(Tree, DependencyFolder) is { Kind: TreeItemKind.Tree } folder)
        {
            foreach (var item in _store.Entries(folder.Id, DependencyFolder).Where(item => item.Kind == TreeItemKind.Gitlink))
            {
                result.Add(($"{DependencyFolder}/{item.Name}", item.Id));
            }
        }
        return result;
    }

    /// <summary>The side-by-side dependencies that the commit pins, by name.</summary>
    public IReadOnlyList<SiblingPin> Siblings()
    {
        var result = new List<SiblingPin>();
        if (_store.Find(Tree, DependencyFolder) is { Kind: TreeItemKind.Tree } folder)
        {
            foreach (var item in _store.Entries(folder.Id, DependencyFolder))
            {
                if (item.Kind == TreeItemKind.File && item.Name.EndsWith(".yaml", StringComparison.Ordinal))
                {
                    result.Add(SiblingPin.Parse(item.Name[..^5], SmallText(_store, item, $"{DependencyFolder}/{item.Name}")));
                }
            }
        }
        return result;
    }

    private static string ReadStateFile(GitStore store, string tree, string commit) =>
        SmallText(store, FindStateFile(store, tree, commit), StateFile.Path);

    private static TreeItem FindStateFile(GitStore store, string tree, string commit) =>
        store.Find(tree, StateFile.Path) is { Kind: TreeItemKind.File or TreeItemKind.Executable } item
            ? item
            : throw new NotARepositoryException(store.WorkTree ?? store.GitDirectory, $"the commit {CommitId.Short(commit)} has no {StateFile.Path}");

    private static string SmallText(GitStore store, TreeItem item, string path) => store.BlobSize(item.Id) <= 1 << 20
        ? System.Text.Encoding.UTF8.GetString(store.ReadBlob(item.Id))
        : throw new StateFileException(path, 0, "", "the file is larger than 1 MiB", "Keep configuration in files of its own, below rootfs/.");
}
