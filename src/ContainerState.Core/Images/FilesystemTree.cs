using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Images;

/// <summary>A tree with its metadata, as the filesystem that it comes to. Only the folders that are asked for are read.</summary>
internal sealed class FilesystemTree : IFileLookup
{
    private readonly string _where;
    private readonly FolderView _view;
    private readonly Dictionary<string, IReadOnlyDictionary<string, TreeItem>> _folders = new(StringComparer.Ordinal);

    /// <summary>Looks at a tree.</summary>
    /// <param name="store">The repository that has it.</param>
    /// <param name="tree">Its id.</param>
    /// <param name="where">What it is, for errors.</param>
    /// <exception cref="UnsafeTreeException">Its metadata has a mistake.</exception>
    public FilesystemTree(GitStore store, string tree, string where)
    {
        _where = where;
        var metadata = store.ReadText(tree, TreeMetadata.Path) is { } text ? TreeMetadata.Parse(text, where) : new TreeMetadata();
        _view = new FolderView(store, tree, metadata, where);
    }

    /// <summary>Its metadata.</summary>
    public TreeMetadata Metadata => _view.Metadata;

    /// <inheritdoc/>
    public (TreeItemKind Kind, string Id)? Look(string path)
    {
        var slash = path.LastIndexOf('/');
        return FolderAt(slash < 0 ? "" : path[..slash])?.TryGetValue(path[(slash + 1)..], out var item) == true ? (item.Kind, item.Id) : null;
    }

    /// <inheritdoc/>
    public IEnumerable<(string Path, TreeItemKind Kind, string Id)> Below(string folder) => Below(folder, 0);

    /// <summary>Refuses metadata that names a folder where the tree has a file.</summary>
    /// <exception cref="UnsafeTreeException">It does.</exception>
    public void RequireFolders()
    {
        foreach (var path in Metadata.Entries.Where(entry => entry.Value.IsDirectory && entry.Key.Length > 0).Select(entry => entry.Key))
        {
            for (var slash = path.IndexOf('/'); ; slash = path.IndexOf('/', slash + 1))
            {
                var part = slash < 0 ? path : path[..slash];
                if (Look(part) is not { Kind: TreeItemKind.Tree })
                {
                    throw new UnsafeTreeException(_where, part, "one component makes it a folder, another a file or link");
                }
                if (slash < 0)
                {
                    break;
                }
            }
        }
    }

    private IEnumerable<(string Path, TreeItemKind Kind, string Id)> Below(string folder, int depth)
    {
        if (depth > TreeLimits.Deepest)
        {
            throw new UnsafeTreeException(_where, folder, $"it is nested more than {TreeLimits.Deepest} folders deep");
        }
        foreach (var item in FolderAt(folder)?.Values ?? [])
        {
            var path = folder.Length == 0 ? item.Name : $"{folder}/{item.Name}";
            yield return (path, item.Kind, item.Id);
            if (item.Kind != TreeItemKind.Tree)
            {
                continue;
            }
            foreach (var below in Below(path, depth + 1))
            {
                yield return below;
            }
        }
    }

    private IReadOnlyDictionary<string, TreeItem>? FolderAt(string path)
    {
        if (_folders.TryGetValue(path, out var known))
        {
            return known;
        }
        IReadOnlyDictionary<string, TreeItem> items;
        if (path.Length == 0)
        {
            items = _view.Items("", _view.Tree);
        }
        else if (Look(path) is (TreeItemKind.Tree, var id))
        {
            items = _view.Items(path, id);
        }
        else
        {
            return null;
        }
        return _folders[path] = items;
    }
}
