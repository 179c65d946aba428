using ContainerState.Contents;
using ContainerState.Git;
using ContainerState.Images;

namespace ContainerState.Proofs;

/// <summary>Compares the trees that two builds of one commit came to, file by file.</summary>
internal static class TreeComparison
{
    /// <summary>What differs, by path. Empty for equal trees, and for no others.</summary>
    /// <param name="first">The first tree, and the repository that has it.</param>
    /// <param name="second">The second, and its repository.</param>
    /// <param name="ownerOf">The component that a path is from.</param>
    public static IReadOnlyList<TreeDifference> Compare(
        (GitStore Store, ImageLayout Layout) first, (GitStore Store, ImageLayout Layout) second, Func<string, string?> ownerOf)
    {
        if (first.Layout.Tree == second.Layout.Tree)
        {
            return [];
        }
        var (one, other) = (ServerFiles.Read(first.Store, first.Layout.Tree), ServerFiles.Read(second.Store, second.Layout.Tree));
        var differences = ChangedEntries.Between(one, other)
            .Select(pair => new TreeDifference(
                "/" + ChangedEntries.PathOf(pair), ownerOf(ChangedEntries.PathOf(pair)) ?? "", What(pair.First, pair.Second), FileChanges.Text(one, pair.First), FileChanges.Text(other, pair.Second)))
            .ToList();
        // Of what is on no server: the metadata as it is written.
        return differences.Count > 0 ? differences : [Whole("tree", first.Layout.Tree, second.Layout.Tree)];
    }

    /// <summary>A difference of the image as a whole.</summary>
    public static TreeDifference Whole(string what, string first, string second) => new("", "", what, first, second);

    private static string What(ImageEntry? one, ImageEntry? other) =>
        one is null ? "added" : other is null ? "missing" : string.Join(", ", ChangedEntries.Aspects(one, other));
}
