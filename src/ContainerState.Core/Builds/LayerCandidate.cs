using ContainerState.Git;
using ContainerState.Images;

namespace ContainerState.Builds;

/// <summary>A component that may be a layer.</summary>
/// <param name="Layer">The layer that it would be.</param>
/// <param name="Files">What is in it.</param>
/// <param name="IsInstalled">True when all its files have one time.</param>
internal sealed record LayerCandidate(LayerTree Layer, FolderView Files, bool IsInstalled)
{
    /// <summary>Makes its tree. Where all of it lands at / as it is, that is the component's own, which build steps are made of too.</summary>
    public static LayerCandidate Of(GitStore store, PlacedFiles placed)
    {
        var where = "the component " + placed.Component;
        var metadata = new TreeMetadata();
        foreach (var (path, entry) in placed.Metadata)
        {
            metadata.Set(path, entry);
        }
        var items = PlacedTree.Below(store, placed.Tree, placed.Prefix, where);
        var times = placed.IsInstalled ? null : items.Select(item => item.Name).ToList();
        return new(
            new LayerTree(TreeParts.Write(store, items, metadata, times), ListsTimes: times is not null),
            new FolderView(store, store.WriteTree(items), metadata, where),
            placed.IsInstalled);
    }
}
