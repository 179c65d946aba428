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
        var files = placed.View(store);
        var items = store.Entries(files.Tree, "the component " + placed.Component);
        var times = placed.IsInstalled ? null : items.Select(item => item.Name).ToList();
        return new(new LayerTree(TreeParts.Write(store, items, files.Metadata, times), ListsTimes: times is not null), files, placed.IsInstalled);
    }
}
