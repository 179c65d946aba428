using System.Text;
using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Builds;

/// <summary>Puts files of /bin, /sbin and /lib where the links lead that a Debian has in their place: into /usr.</summary>
/// <remarks>Only these names, each to the folder of its own name: no link of a repository leads anywhere else.</remarks>
internal static class MergedUsr
{
    private const int LongestTarget = 4096;

    private static readonly string[] Names = ["bin", "lib", "lib32", "lib64", "libx32", "sbin"];

    /// <summary>The names that are such links at the root of a tree.</summary>
    public static IEnumerable<string> LinksIn(GitStore store, string tree, string where) =>
        store.Entries(tree, where)
            .Where(item => item.Kind == TreeItemKind.Symlink && Names.Contains(item.Name, StringComparer.Ordinal) && Target(store, item.Id) is { } target && target.Trim('/') == "usr/" + item.Name)
            .Select(item => item.Name);

    /// <summary>Where a place on the server is, with these links in its root.</summary>
    public static string Place(string prefix, IReadOnlySet<string> links) => links.Contains(prefix.Split('/')[0]) ? "usr/" + prefix : prefix;

    /// <summary>A tree of layers, with its metadata in it, laid beside these links; the same tree where it has no such folder.</summary>
    public static string Move(GitStore store, string tree, IReadOnlySet<string> links, string component)
    {
        var where = "the component " + component;
        if (links.Count == 0 || !store.Entries(tree, where).Any(item => item.Kind == TreeItemKind.Tree && links.Contains(item.Name)))
        {
            return tree;
        }
        var (files, metadata) = PlacedTree.Parts(store, tree, where);
        (files, metadata) = Move(store, files, metadata, links, component);
        var items = store.Entries(files, where).ToList();
        if (metadata.Entries.Count > 0)
        {
            var own = store.WriteTree([new TreeItem(Path.GetFileName(TreeMetadata.Path), TreeItemKind.File, store.WriteBlob(Encoding.UTF8.GetBytes(metadata.Write())))]);
            items.Add(new TreeItem(TreeMetadata.Folder, TreeItemKind.Tree, own));
        }
        return store.WriteTree(items);
    }

    /// <summary>The same for files and their metadata apart.</summary>
    public static (string Files, TreeMetadata Metadata) Move(GitStore store, string files, TreeMetadata metadata, IReadOnlySet<string> links, string component)
    {
        var where = "the component " + component;
        var items = store.Entries(files, where).ToDictionary(item => item.Name, StringComparer.Ordinal);
        // A name that is something else here is the other components' matter.
        var names = links.Where(name => !items.TryGetValue(name, out var item) || item.Kind == TreeItemKind.Tree).ToHashSet(StringComparer.Ordinal);
        if (items.TryGetValue("usr", out var usr) && usr.Kind != TreeItemKind.Tree)
        {
            return (files, metadata);
        }
        var below = usr is null ? [] : store.Entries(usr.Id, where).ToDictionary(item => item.Name, StringComparer.Ordinal);
        var any = false;
        var count = 0;
        foreach (var name in names)
        {
            if (items.Remove(name, out var folder))
            {
                any = true;
                var moved = folder with { Id = Relink(store, folder.Id, 0, where, ref count) };
                below[name] = below.TryGetValue(name, out var there) ? Join(store, there, moved, name, component) : moved;
            }
        }
        if (any)
        {
            items["usr"] = new TreeItem("usr", TreeItemKind.Tree, store.WriteTree(below.Values));
            files = store.WriteTree(items.Values);
        }
        return (files, Rename(metadata, names));
    }

    private static TreeMetadata Rename(TreeMetadata metadata, HashSet<string> names)
    {
        if (!metadata.Entries.Keys.Any(path => names.Contains(path.Split('/')[0])))
        {
            return metadata;
        }
        var renamed = new TreeMetadata();
        foreach (var (path, entry) in metadata.Entries.OrderBy(entry => names.Contains(entry.Key.Split('/')[0])))
        {
            var place = Place(path, names);
            if (place == path || renamed.Find(place) is null)
            {
                renamed.Set(place, entry);
            }
        }
        return renamed;
    }

    // A relative link that leaves the folder has one folder more on its way up.
    private static string Relink(GitStore store, string tree, int depth, string where, ref int count)
    {
        var changed = false;
        var items = new List<TreeItem>();
        foreach (var item in store.Entries(tree, where))
        {
            if (++count > TreeLimits.MostEntries)
            {
                throw new UnsafeTreeException(where, item.Name, $"it holds more than {TreeLimits.MostEntries} entries");
            }
            var id = item.Kind switch
            {
                TreeItemKind.Tree => Relink(store, item.Id, depth + 1, where, ref count),
                TreeItemKind.Symlink when Target(store, item.Id) is { } target && Leaves(target, depth) => store.WriteBlob(Encoding.UTF8.GetBytes("../" + target)),
                _ => item.Id,
            };
            changed |= id != item.Id;
            items.Add(item with { Id = id });
        }
        return changed ? store.WriteTree(items) : tree;
    }

    private static bool Leaves(string target, int depth)
    {
        if (target.StartsWith('/'))
        {
            return false;
        }
        foreach (var part in target.Split('/'))
        {
            depth += part switch { "" or "." => 0, ".." => -1, _ => 1 };
            if (depth < 0)
            {
                return true;
            }
        }
        return false;
    }

    private static TreeItem Join(GitStore store, TreeItem there, TreeItem moved, string path, string component)
    {
        if (there.Kind == moved.Kind && there.Id == moved.Id)
        {
            return there;
        }
        if (there.Kind == TreeItemKind.Tree && moved.Kind == TreeItemKind.Tree)
        {
            var where = "the component " + component;
            var items = store.Entries(there.Id, where).ToDictionary(item => item.Name, StringComparer.Ordinal);
            foreach (var item in store.Entries(moved.Id, where))
            {
                items[item.Name] = items.TryGetValue(item.Name, out var other) ? Join(store, other, item, $"{path}/{item.Name}", component) : item;
            }
            return there with { Id = store.WriteTree(items.Values) };
        }
        // Packages leave links from one to the other where a file was moved.
        if (IsTo(store, moved, path))
        {
            return there;
        }
        if (IsTo(store, there, path))
        {
            return moved;
        }
        throw BuildFaults.Plan(component, $"it has both /{path} and /usr/{path}, which differ, and /{path.Split('/')[0]} is a link to /usr/{path.Split('/')[0]} on the server", "Leave one out with keep:.");
    }

    private static bool IsTo(GitStore store, TreeItem item, string path)
    {
        if (item.Kind != TreeItemKind.Symlink || Target(store, item.Id) is not { } target)
        {
            return false;
        }
        // The folder that both names are in by now.
        var at = target.StartsWith('/') ? [] : ("usr/" + path).Split('/')[..^1].ToList();
        foreach (var part in target.Split('/'))
        {
            if (part == ".." && at.Count > 0)
            {
                at.RemoveAt(at.Count - 1);
            }
            else if (part is not ("" or "." or ".."))
            {
                at.Add(part);
            }
        }
        var found = string.Join('/', at);
        return found == path || found == "usr/" + path;
    }

    private static string? Target(GitStore store, string id) => store.BlobSize(id) > LongestTarget ? null : Encoding.UTF8.GetString(store.ReadBlob(id));
}
