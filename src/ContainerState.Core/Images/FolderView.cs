using ContainerState.Git;

namespace ContainerState.Images;

/// <summary>The folders of a tree, those too that only its metadata names. The folder of the metadata itself is none of them.</summary>
internal sealed class FolderView
{
    private readonly GitStore _store;
    private readonly string _where;
    private readonly Dictionary<string, HashSet<string>> _named = new(StringComparer.Ordinal);

    /// <summary>Looks at a tree.</summary>
    /// <param name="store">The repository that has it.</param>
    /// <param name="tree">Its id.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="where">What it is, for errors.</param>
    public FolderView(GitStore store, string tree, TreeMetadata metadata, string where)
    {
        _store = store;
        _where = where;
        Tree = tree;
        Metadata = metadata;
        foreach (var (path, _) in metadata.Entries.Where(entry => entry.Value.IsDirectory && entry.Key.Length > 0))
        {
            for (var end = path.Length; end > 0;)
            {
                var slash = path.LastIndexOf('/', end - 1);
                var parent = slash < 0 ? "" : path[..slash];
                if (!_named.TryGetValue(parent, out var names))
                {
                    _named[parent] = names = new(StringComparer.Ordinal);
                }
                // With it, all above it are there.
                if (!names.Add(path[(slash + 1)..end]))
                {
                    break;
                }
                end = slash;
            }
        }
    }

    /// <summary>The tree's id.</summary>
    public string Tree { get; }

    /// <summary>Its metadata.</summary>
    public TreeMetadata Metadata { get; }

    /// <summary>What is in a folder, by name.</summary>
    /// <param name="path">The folder's path; empty for the root.</param>
    /// <param name="id">Its tree; empty for one that only the metadata names, and so it is for such folders in the answer.</param>
    public IReadOnlyDictionary<string, TreeItem> Items(string path, string id)
    {
        var items = new Dictionary<string, TreeItem>(StringComparer.Ordinal);
        foreach (var item in id.Length == 0 ? [] : _store.Entries(id, _where))
        {
            items[item.Name] = item;
        }
        if (path.Length == 0)
        {
            items.Remove(TreeMetadata.Folder);
        }
        foreach (var name in _named.GetValueOrDefault(path) ?? [])
        {
            items.TryAdd(name, new TreeItem(name, TreeItemKind.Tree, ""));
        }
        return items;
    }

    /// <summary>True when owner, mode and capability of a path are the same in both.</summary>
    public bool IsSame(FolderView other, string path) => Attributes(path) == other.Attributes(path);

    private (int? Mode, int UserId, int GroupId, string? Capability) Attributes(string path) =>
        Metadata.Find(path) is { } found ? (found.Mode, found.UserId, found.GroupId, found.Capability) : (null, 0, 0, null);
}
