using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Builds;

/// <summary>A component's files as they land on the server: what <c>keep:</c> leaves of them, at <c>to:</c>.</summary>
internal static class PlacedTree
{
    /// <summary>The tree; the component's own, byte for byte, where all of it lands at /.</summary>
    /// <remarks>An empty <c>keep:</c> says that the component is there for others, which see all of it.</remarks>
    public static string Of(GitStore store, ComponentDefinition component, string tree)
    {
        var prefix = component.To.Trim('/');
        if (prefix.Length == 0 && component.Keep.Count == 0)
        {
            return tree;
        }
        RefusePlace(component, prefix);
        var where = "the component " + component.Name;
        var (files, metadata) = Parts(store, tree, where);
        if (component.Keep.Count > 0)
        {
            (files, metadata) = KeepFilter.Apply(store, files, metadata, component.Keep, where);
        }
        var items = Below(store, files, prefix, where);
        var placed = new TreeMetadata();
        foreach (var (path, entry) in metadata.Entries)
        {
            placed.Set(path.Length == 0 ? prefix : prefix.Length == 0 ? path : $"{prefix}/{path}", entry);
        }
        return TreeParts.Write(store, items, placed, null);
    }

    /// <summary>A tree's items, at a path below a root.</summary>
    /// <param name="store">The repository that has the tree.</param>
    /// <param name="files">The tree, without metadata.</param>
    /// <param name="prefix">The path, without a slash at either end.</param>
    /// <param name="where">What the tree is, for errors.</param>
    public static IReadOnlyList<TreeItem> Below(GitStore store, string files, string prefix, string where)
    {
        var items = store.Entries(files, where);
        foreach (var part in prefix.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            items = items.Count == 0 ? [] : [new TreeItem(part, TreeItemKind.Tree, store.WriteTree(items))];
        }
        return items;
    }

    /// <summary>A tree's files and their metadata, apart.</summary>
    public static (string Files, TreeMetadata Metadata) Parts(GitStore store, string tree, string where)
    {
        var metadata = store.ReadText(tree, TreeMetadata.Path) is { } text ? TreeMetadata.Parse(text, where) : new TreeMetadata();
        var items = store.Entries(tree, where);
        return (items.Any(item => item.Name == TreeMetadata.Folder) ? store.WriteTree(items.Where(item => item.Name != TreeMetadata.Folder)) : tree, metadata);
    }

    /// <summary>Refuses a place on the server that no component may have.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Plan"/>: It is one.</exception>
    internal static void RefusePlace(ComponentDefinition component, string prefix)
    {
        var parts = prefix.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var fault = parts is [TreeMetadata.Folder, ..] ? "the name is kept for metadata" : parts.Select(EntryName.Fault).FirstOrDefault(reason => reason is not null);
        if (fault is not null)
        {
            throw BuildFaults.Plan(component.Name, $"it is sent to {Quoted.Text("/" + prefix)}, and {fault}", "Name another folder with to:.");
        }
    }
}
