using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.StateRepos;

namespace ContainerState.Builds;

/// <summary>Lays the components' trees over each other. A folder that only one component has is never looked into.</summary>
internal sealed class TreeMerger(GitStore store)
{
    private readonly MergedEntry _root = new(TreeItemKind.Tree, "", "") { Children = new(StringComparer.Ordinal) };
    private readonly Dictionary<string, (PathMetadata Metadata, string Owner)> _metadata = new(StringComparer.Ordinal);

    /// <summary>Lays one component over what is there.</summary>
    /// <exception cref="PathConflictException">Both write one path, with different content.</exception>
    public void Add(PlannedComponent planned)
    {
        var component = planned.Component;
        var where = "the component " + component.Name;
        var metadata = store.ReadText(planned.Tree, TreeMetadata.Path) is { } text ? TreeMetadata.Parse(text, where) : new TreeMetadata();
        var tree = WithoutMetadata(planned.Tree, where);
        if (component.Keep.Count > 0)
        {
            (tree, metadata) = KeepFilter.Apply(store, tree, metadata, component.Keep, where);
        }
        if (!planned.IsImport)
        {
            SetUserIdRule.Require(store, tree, metadata, component);
        }
        var prefix = component.To.Trim('/');
        RefusePlace(component, prefix);
        var target = _root;
        foreach (var part in prefix.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            target = Folder(target, part, component, prefix);
        }
        var before = prefix.Length == 0 ? "" : prefix + "/";
        var placed = metadata.Entries.ToDictionary(
            entry => entry.Key.Length == 0 ? prefix : before + entry.Key, entry => entry.Value, StringComparer.Ordinal);
        Merge(target, tree, before, component, placed);
        foreach (var (path, entry) in placed)
        {
            AddMetadata(path, entry, component);
        }
    }

    /// <summary>Makes sure that a folder is there, for a mount to go on.</summary>
    /// <exception cref="PlanException">Something else is there, such as a symbolic link (CVE-2015-1335).</exception>
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
                throw new PlanException(server, $"a filesystem is to be mounted on {path}, but /{walked} is {Describe(next)}", "Name the folder that the link leads to, or take the file away.");
            }
            current = next;
        }
    }

    /// <summary>Writes the merged tree, with its metadata and these files of the product's own beside it.</summary>
    public string Write(IReadOnlyDictionary<string, byte[]> own)
    {
        var metadata = new TreeMetadata();
        foreach (var (path, (entry, _)) in _metadata)
        {
            metadata.Set(path, entry);
        }
        var folder = own.ToDictionary(file => file.Key, file => store.WriteBlob(file.Value), StringComparer.Ordinal);
        folder[Path.GetFileName(TreeMetadata.Path)] = store.WriteBlob(System.Text.Encoding.UTF8.GetBytes(metadata.Write()));
        var items = Items(_root, "");
        items.Add(new TreeItem(TreeMetadata.Folder, TreeItemKind.Tree, store.WriteTree(folder.Select(file => new TreeItem(file.Key, TreeItemKind.File, file.Value)))));
        return store.WriteTree(items);
    }

    /// <summary>The component that a path of the merged tree is from; null when it is not in it.</summary>
    public string? OwnerOf(string path)
    {
        if (_metadata.TryGetValue(path, out var said))
        {
            return said.Owner;
        }
        var entry = _root;
        foreach (var part in path.Split('/'))
        {
            if (entry.Kind != TreeItemKind.Tree || !Expand(entry).TryGetValue(part, out var next))
            {
                return null;
            }
            entry = next;
        }
        return entry.Owner;
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

    private void Merge(MergedEntry target, string tree, string prefix, ComponentDefinition component, Dictionary<string, PathMetadata> metadata)
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
            else if (there.Kind != item.Kind || there.Id != item.Id || Find(path) != metadata.GetValueOrDefault(path))
            {
                Replace(children, item, there, path, component);
            }
        }
    }

    private PathMetadata? Find(string path) => _metadata.TryGetValue(path, out var found) ? found.Metadata : null;

    private static bool HasBelow(string path, IEnumerable<string> paths) => paths.Any(other => other.StartsWith(path + "/", StringComparison.Ordinal));

    private void Replace(SortedDictionary<string, MergedEntry> children, TreeItem item, MergedEntry there, string path, ComponentDefinition component)
    {
        if (there.Kind == TreeItemKind.Symlink && item.Kind == TreeItemKind.Tree)
        {
            throw BelowLink(component, path, there);
        }
        if (!component.Overrides.Contains(there.Owner))
        {
            throw new PathConflictException("/" + path, there.Owner, component.Name);
        }
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

    private static void RefusePlace(ComponentDefinition component, string prefix)
    {
        var parts = prefix.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var fault = parts is [TreeMetadata.Folder, ..] ? "the name is kept for metadata" : parts.Select(EntryName.Fault).FirstOrDefault(reason => reason is not null);
        if (fault is not null)
        {
            throw new PlanException(component.Name, $"it is sent to {Quoted.Text("/" + prefix)}, and {fault}", "Name another folder with to:.");
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
            _ => throw new PathConflictException("/" + path, entry.Owner, component.Name),
        };
    }

    private PlanException BelowLink(ComponentDefinition component, string path, MergedEntry link)
    {
        var target = Quoted.Text(System.Text.Encoding.UTF8.GetString(store.ReadBlob(link.Id)));
        return new PlanException(component.Name, $"it writes below /{path}, which {link.Owner} makes a symbolic link to {target}", $"Put its files where the link leads, {target}.");
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
            throw new PathConflictException("/" + path, there.Owner, component.Name);
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

    private string WithoutMetadata(string tree, string where)
    {
        var items = store.Entries(tree, where);
        return items.Any(item => item.Name == TreeMetadata.Folder) ? store.WriteTree(items.Where(item => item.Name != TreeMetadata.Folder)) : tree;
    }

    private static string Describe(MergedEntry entry) => entry.Kind == TreeItemKind.Symlink ? $"a symbolic link from {entry.Owner}" : $"a file from {entry.Owner}";
}
