using ContainerState.Git;

namespace ContainerState.Images;

/// <summary>What one layer is made of.</summary>
/// <param name="Tree">The id of its Git tree.</param>
/// <param name="ListsTimes">True when its files have the times that the tree itself says; false when all have the first moment of 1980.</param>
internal sealed record LayerTree(string Tree, bool ListsTimes = false)
{
    /// <summary>Its name in the store. One tree may be a layer of a server and of a build step, where its own list of times does not count.</summary>
    public string Name => ListsTimes ? Tree + Suffix : Tree;

    private const string Suffix = "-times";

    /// <summary>True for what may be a name.</summary>
    public static bool IsName(string text) => CommitId.IsWhole(text.EndsWith(Suffix, StringComparison.Ordinal) ? text[..^Suffix.Length] : text);
}
