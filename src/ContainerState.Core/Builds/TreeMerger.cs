using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;

namespace ContainerState.Builds;

/// <summary>Lays the components' trees over each other. A folder that only one component has is never looked into.</summary>
/// <param name="store">The repository that has them.</param>
/// <param name="links">The names in the root that a component has as links into /usr: see <see cref="MergedUsr"/>. None when null.</param>
internal sealed class TreeMerger(GitStore store, IReadOnlySet<string>? links = null) : IFileLookup
{
    private const int MostText = 4 << 20;

    private readonly MergedEntry _root = new(TreeItemKind.Tree, "", "") { Children = new(StringComparer.Ordinal) };
    private readonly Dictionary<string, (PathMetadata Metadata, string Owner)> _metadata = new(StringComparer.Ordinal);

    /// <summary>What was replaced by components that have <c>overrides:</c>: the path, and who has it and had it.</summary>
    public List<(string Path, string By, string Of)> Replaced { get; } = [];

    /// <summary>The components that were laid down, in their order.</summary>
    public List<PlacedFiles> Placed { get; } = [];

    /// <summary>Lays one component over what is there.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.PathConflict"/>: Both write one path, with different content.</exception>
    public void Add(PlannedComponent planned)
    {
        var component = planned.Component;
        var placed = PlacedFiles.Of(store, planned, links);
        var target = _root;
        foreach (var part in placed.Prefix.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            target = Folder(target, part, component, placed.Prefix);
        }
        Merge(target, placed.Tree, placed.Prefix.Length == 0 ? "" : placed.Prefix + "/", component, placed.Metadata);
        foreach (var (path, entry) in placed.Metadata)
        {
            AddMetadata(path, entry, component);
        }
        Placed.Add(placed);
    }

    /// <summary>Makes sure that a folder is there, for a mount to go on.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Plan"/>: Something else is there, such as a symbolic link (CVE-2015-1335).</exception>
    public void RequireFolder(string path, int? mode, string server)
    {
        var current = _root;
        var walked = "";
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            walked = walked.Length == 0 ? part : $"{walked}/{part}";
            var children = Expand(current);
            if (!children.TryGetValue(part, out var next))
            {
                children[part] = next = new MergedEntry(TreeItemKind.Tree, "", server) { Children = new(StringComparer.Ordinal) };
                _metadata.TryAdd(walked, (new PathMetadata(IsDirectory: true, walked == path.Trim('/') ? mode : null), server));
            }
            if (next.Kind != TreeItemKind.Tree)
            {
                throw BuildFaults.Plan(server, $"a filesystem is to be mounted on {path}, but /{walked} is {Describe(next)}", "Name the folder that the link leads to, or take the file away.");
            }
            current = next;
        }
    }

    /// <summary>Writes the merged files.</summary>
    /// <param name="installed">The components of which all files have one time.</param>
    public MergedFiles Write(IReadOnlySet<string> installed)
    {
        // Before: it says of folders that they are empty.
        var tree = store.WriteTree(Items(_root, ""));
        var metadata = new TreeMetadata();
        foreach (var (path, (entry, _)) in _metadata)
        {
            metadata.Set(path, entry);
        }
        return new(tree, metadata, OwnedPaths.Without(_root, installed));
    }

    /// <summary>The component that a path of the merged tree is from; null when it is not in it.</summary>
    public string? OwnerOf(string path)
    {
        if (_metadata.TryGetValue(path, out var said))
        {
            return said.Owner;
        }
        return At(path)?.Owner;
    }

    /// <summary>What a file says; null when there is none at that path itself, behind no link, or it is larger than a file of accounts is.</summary>
    public string? TextOf(string path)
    {
        return At(path) is { Kind: TreeItemKind.File or TreeItemKind.Executable } entry && store.BlobSize(entry.Id) <= MostText ? System.Text.Encoding.UTF8.GetString(store.ReadBlob(entry.Id)) : null;
    }

    /// <inheritdoc/>
    public (TreeItemKind Kind, string Id)? Look(string path) => At(path) is { } entry ? (entry.Kind, entry.Id) : null;

    /// <summary>All that is in a folder so far, parents before what is in them; without folders that only metadata names.</summary>
    public IEnumerable<(string Path, TreeItemKind Kind, string Id)> Below(string folder)
    {
        var top = folder.Length == 0 ? _root : At(folder);
        var ahead = new Stack<(string Prefix, MergedEntry Folder)>();
        if (top is { Kind: TreeItemKind.Tree })
        {
            ahead.Push((folder.Length == 0 ? "" : folder + "/", top));
        }
        var count = 0;
        while (ahead.TryPop(out var next))
        {
            foreach (var (name, entry) in Expand(next.Folder))
            {
                if (++count > TreeLimits.MostEntries)
                {
                    throw new UnsafeTreeException("the component " + entry.Owner, next.Prefix + name, $"the server holds more than {TreeLimits.MostEntries} entries");
                }
                yield return (next.Prefix + name, entry.Kind, entry.Id);
                if (entry.Kind == TreeItemKind.Tree)
                {
                    ahead.Push((next.Prefix + name + "/", entry));
                }
            }
        }
    }

    private MergedEntry? At(string path)
    {
        var entry = _root;
        foreach (var part in path.Split('/'))
        {
            if (entry.Kind != TreeItemKind.Tree || !Expand(entry).TryGetValue(part, out var next))
            {
                return null;
            }
            entry = next;
        }
        return entry;
    }

    private List<TreeItem> Items(MergedEntry folder, string prefix)
    {
        var items = new List<TreeItem>();
        foreach (var (name, entry) in folder.Children!)
        {
            if (entry.Children is null)
            {
                items.Add(new TreeItem(name, entry.Kind, entry.Id));
                continue;
            }
            var below = Items(entry, prefix + name + "/");
            if (below.Count > 0)
            {
                items.Add(new TreeItem(name, TreeItemKind.Tree, store.WriteTree(below)));
            }
            else
            {
                // Git does not hold an empty folder; the metadata does.
                _metadata.TryAdd(prefix + name, (new PathMetadata(IsDirectory: true), entry.Owner));
            }
        }
        return items;
    }

    private void Merge(MergedEntry target, string tree, string prefix, ComponentDefinition component, IReadOnlyDictionary<string, PathMetadata> metadata)
    {
        var children = Expand(target);
        foreach (var item in store.Entries(tree, "the component " + component.Name))
        {
            var path = prefix + item.Name;
            if (prefix.Length == 0 && item.Name == TreeMetadata.Folder)
            {
                throw new UnsafeTreeException("the component " + component.Name, item.Name, "the name is kept for metadata");
            }
            if (!children.TryGetValue(item.Name, out var there))
            {
                children[item.Name] = new MergedEntry(item.Kind, item.Id, component.Name);
            }
            else if (there.Kind == TreeItemKind.Tree && item.Kind == TreeItemKind.Tree)
            {
                // Equal folders hold equal files, but perhaps for other owners.
                if (there.Children is not null || there.Id != item.Id || HasBelow(path, metadata.Keys) || HasBelow(path, _metadata.Keys))
                {
                    Merge(there, item.Id, path + "/", component, metadata);
                }
            }
            else if ((Find(path) == metadata.GetValueOrDefault(path)) is var same && (there.Kind != item.Kind || there.Id != item.Id || !same))
            {
                Replace(children, item, there, path, component, same);
            }
        }
    }

    private PathMetadata? Find(string path) => _metadata.TryGetValue(path, out var found) ? found.Metadata : null;

    private static bool HasBelow(string path, IEnumerable<string> paths) => paths.Any(other => other.StartsWith(path + "/", StringComparison.Ordinal));

    private void Replace(SortedDictionary<string, MergedEntry> children, TreeItem item, MergedEntry there, string path, ComponentDefinition component, bool sameMetadata)
    {
        if (there.Kind == TreeItemKind.Symlink && item.Kind == TreeItemKind.Tree)
        {
            throw BelowLink(component, path, there);
        }
        if (!component.Overrides.Contains(there.Owner))
        {
            if (sameMetadata && KnownMerges.Merge(store, there, item, path, component.Name) is { } merged)
            {
                children[item.Name] = merged;
                return;
            }
            throw BuildFaults.PathConflict("/" + path, there.Owner, component.Name);
        }
        Replaced.Add((path, component.Name, there.Owner));
        children[item.Name] = new MergedEntry(item.Kind, item.Id, component.Name);
        _metadata.Remove(path);
        if (there.Kind == TreeItemKind.Tree)
        {
            foreach (var below in _metadata.Keys.Where(key => key.StartsWith(path + "/", StringComparison.Ordinal)).ToList())
            {
                _metadata.Remove(below);
            }
        }
    }

    private MergedEntry Folder(MergedEntry parent, string name, ComponentDefinition component, string path)
    {
        var children = Expand(parent);
        if (!children.TryGetValue(name, out var entry))
        {
            children[name] = entry = new MergedEntry(TreeItemKind.Tree, "", component.Name) { Children = new(StringComparer.Ordinal) };
        }
        return entry.Kind switch
        {
            TreeItemKind.Tree => entry,
            TreeItemKind.Symlink => throw BelowLink(component, path, entry),
            _ => throw BuildFaults.PathConflict("/" + path, entry.Owner, component.Name),
        };
    }

    private ContainerStateException BelowLink(ComponentDefinition component, string path, MergedEntry link)
    {
        var target = Quoted.Text(System.Text.Encoding.UTF8.GetString(store.ReadBlob(link.Id)));
        return BuildFaults.Plan(component.Name, $"it writes below /{path}, which {link.Owner} makes a symbolic link to {target}", $"Put its files where the link leads, {target}.");
    }

    private void AddMetadata(string path, PathMetadata entry, ComponentDefinition component)
    {
        if (!_metadata.TryGetValue(path, out var there) || there.Metadata == entry || component.Overrides.Contains(there.Owner))
        {
            _metadata[path] = (entry, component.Name);
        }
        else if (entry is { IsDirectory: true, Mode: null, UserId: 0, GroupId: 0 })
        {
            // An empty folder of one is a folder with an owner or mode of the other.
        }
        else if (there.Metadata is { IsDirectory: true, Mode: null, UserId: 0, GroupId: 0 })
        {
            _metadata[path] = (entry, component.Name);
        }
        else
        {
            throw BuildFaults.PathConflict("/" + path, there.Owner, component.Name);
        }
    }

    private SortedDictionary<string, MergedEntry> Expand(MergedEntry folder)
    {
        if (folder.Children is null)
        {
            folder.Children = new(StringComparer.Ordinal);
            foreach (var item in store.Entries(folder.Id, "the component " + folder.Owner))
            {
                folder.Children[item.Name] = new MergedEntry(item.Kind, item.Id, folder.Owner);
            }
        }
        return folder.Children;
    }

    private static string Describe(MergedEntry entry) => entry.Kind == TreeItemKind.Symlink ? $"a symbolic link from {entry.Owner}" : $"a file from {entry.Owner}";
}
