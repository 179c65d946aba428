using ContainerState.Git;
using ContainerState.Images;

namespace ContainerState.Builds;

/// <summary>Divides a server's files into layers: large components each by itself, and above them one with all that they do not give.</summary>
/// <remarks>
/// It goes by the ids of trees: a folder that one component has, as the server has it, is never looked into. A component of which a file is not on the
/// server is no layer, since a layer above could only hide that.
/// </remarks>
internal static class LayerDivision
{
    /// <summary>The layers of one image. The last of the large components, when there are more, are in the one on top.</summary>
    public const int MostLayers = 64;

    // With those that folders of very many names are divided into: the kernel takes 500, and all names in one page.
    private const int MostParts = 128;

    /// <summary>The layers, bottom first. The last is the server's own, and there always.</summary>
    /// <param name="store">The repository; it gets the layers' trees.</param>
    /// <param name="merged">The server's files.</param>
    /// <param name="placed">Its components, in the order in which they were merged.</param>
    /// <param name="isLarge">Which of them are large enough for a layer.</param>
    /// <param name="warn">Is told when there are more large components than layers.</param>
    public static IReadOnlyList<LayerTree> Divide(GitStore store, MergedFiles merged, IEnumerable<PlacedFiles> placed, Func<PlacedFiles, bool> isLarge, Action<string>? warn)
    {
        var large = placed.Where(isLarge).ToList();
        if (large.Count >= MostLayers)
        {
            warn?.Invoke($"{large.Count} components are of 8 MiB and more, and an image has at most {MostLayers} layers: {string.Join(", ", large.Skip(MostLayers - 1).Select(files => files.Component))} are in one layer with all that is small.");
            large.RemoveRange(MostLayers - 1, large.Count - MostLayers + 1);
        }
        // Of equal ones the topmost hides the others, and the kernel takes no folder twice.
        var candidates = large.Select(files => LayerCandidate.Of(store, files)).Reverse().DistinctBy(candidate => candidate.Layer).Reverse().ToList();
        var whole = new FolderView(store, merged.Tree, merged.Metadata, "the server's tree");
        var times = new OwnTimes(merged.OwnTimes);
        while (true)
        {
            var top = new TopLayer(store, whole, times, candidates);
            if (top.Write() is { } tree)
            {
                return Parts(store, [.. candidates.Select(candidate => candidate.Layer), new LayerTree(tree, ListsTimes: true)]);
            }
            candidates.RemoveAll(top.Unfit.Contains);
        }
    }

    private static IReadOnlyList<LayerTree> Parts(GitStore store, IReadOnlyList<LayerTree> layers)
    {
        var divided = new List<LayerTree>();
        for (var i = 0; i < layers.Count; i++)
        {
            var parts = LayerParts.Of(store, layers[i]);
            divided.AddRange(divided.Count + parts.Count + layers.Count - i - 1 <= MostParts ? parts : [layers[i]]);
        }
        return [.. divided.AsEnumerable().Reverse().Distinct().Reverse()];
    }
}
