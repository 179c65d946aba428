using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;

namespace ContainerState.Builds;

/// <summary>A component's files where they land on the server.</summary>
/// <param name="Component">The component's name.</param>
/// <param name="Prefix">The folder that they land in, without a slash at either end; empty for the root.</param>
/// <param name="Tree">The tree of what lands there, without metadata.</param>
/// <param name="Metadata">The metadata, by path on the server.</param>
/// <param name="IsInstalled">True when an installer laid them down, so that all have one time.</param>
internal sealed record PlacedFiles(string Component, string Prefix, string Tree, IReadOnlyDictionary<string, PathMetadata> Metadata, bool IsInstalled)
{
    /// <summary>Places a component.</summary>
    /// <param name="store">The repository; it gets the tree.</param>
    /// <param name="planned">The component, with the tree that it comes to.</param>
    /// <param name="links">The names in the root that a component has as links into /usr: see <see cref="MergedUsr"/>.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Plan"/>: It is sent to where no component may be.</exception>
    /// <exception cref="UnsafeTreeException">Its metadata grants more than its file does.</exception>
    public static PlacedFiles Of(GitStore store, PlannedComponent planned, IReadOnlySet<string>? links)
    {
        var component = planned.Component;
        var where = "the component " + component.Name;
        var (tree, metadata) = PlacedTree.Parts(store, planned.Tree, where);
        if (component.Keep.Count > 0)
        {
            (tree, metadata) = KeepFilter.Apply(store, tree, metadata, component.Keep, where);
        }
        if (!planned.IsImport)
        {
            SetUserIdRule.Require(store, tree, metadata, component);
        }
        var prefix = component.To.Trim('/');
        PlacedTree.RefusePlace(component, prefix);
        if (links is { Count: > 0 })
        {
            prefix = MergedUsr.Place(prefix, links);
            (tree, metadata) = prefix.Length == 0 ? MergedUsr.Move(store, tree, metadata, links, component.Name) : (tree, metadata);
        }
        var before = prefix.Length == 0 ? "" : prefix + "/";
        var placed = metadata.Entries.ToDictionary(
            entry => entry.Key.Length == 0 ? prefix : before + entry.Key, entry => entry.Value, StringComparer.Ordinal);
        return new(component.Name, prefix, tree, placed, planned.IsInstalled);
    }

    /// <summary>What of it is where on the server, from the root on.</summary>
    /// <param name="store">The repository; it gets the tree.</param>
    public FolderView View(GitStore store)
    {
        var where = "the component " + Component;
        var metadata = new TreeMetadata();
        foreach (var (path, entry) in Metadata)
        {
            metadata.Set(path, entry);
        }
        return new(store, store.WriteTree(PlacedTree.Below(store, Tree, Prefix, where)), metadata, where);
    }
}
