using ContainerState.Git;

namespace ContainerState.Builds;

/// <summary>The layers of a step's root filesystem.</summary>
internal static class StepLayers
{
    /// <summary>The toolchain first, and what is needed in its order; files of /bin, /sbin and /lib stand where one of them has links to lead.</summary>
    public static IReadOnlyList<(string Name, string Tree)> Of(GitStore store, BuildStep step)
    {
        (string Name, string Tree)[] layers = [("the toolchain", step.Toolchain), .. step.Needs];
        var links = layers.SelectMany(layer => MergedUsr.LinksIn(store, layer.Tree, layer.Name)).ToHashSet(StringComparer.Ordinal);
        return [.. layers.Select(layer => (layer.Name, MergedUsr.Move(store, layer.Tree, links, layer.Name)))];
    }
}
