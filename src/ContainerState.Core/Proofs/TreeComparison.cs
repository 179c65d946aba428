using System.Globalization;
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
        var left = first.Layout.ReadEntries(first.Store).ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        var right = second.Layout.ReadEntries(second.Store).ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        var differences = new List<TreeDifference>();
        foreach (var path in left.Keys.Union(right.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var one = left.GetValueOrDefault(path);
            var other = right.GetValueOrDefault(path);
            var what = What(one, other);
            if (what.Count > 0)
            {
                differences.Add(new TreeDifference(
                    "/" + path, ownerOf(path) ?? "", string.Join(", ", what), Describe(first.Store, one), Describe(second.Store, other)));
            }
        }
        // Of what is on no server: the metadata as it is written.
        return differences.Count > 0 ? differences : [Whole("tree", first.Layout.Tree, second.Layout.Tree)];
    }

    /// <summary>A difference of the image as a whole.</summary>
    public static TreeDifference Whole(string what, string first, string second) => new("", "", what, first, second);

    private static List<string> What(ImageEntry? one, ImageEntry? other)
    {
        if (one is null || other is null)
        {
            return [one is null ? "added" : "missing"];
        }
        var what = new List<string>();
        Add("kind", Kind(one) != Kind(other));
        Add("content", one.Id != other.Id && Kind(one) == Kind(other));
        Add("mode", one.Mode != other.Mode);
        Add("owner", (one.UserId, one.GroupId) != (other.UserId, other.GroupId));
        Add("time", one.Time != other.Time && one.Id == other.Id);
        Add("capability", one.Capability != other.Capability);
        return what;

        void Add(string name, bool differs)
        {
            if (differs)
            {
                what.Add(name);
            }
        }
    }

    private static string Kind(ImageEntry entry) => entry.Kind switch
    {
        TreeItemKind.Tree => "folder",
        TreeItemKind.Symlink => "link",
        _ => "file",
    };

    private static string Describe(GitStore store, ImageEntry? entry) => entry is null
        ? ""
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{Kind(entry)} {Convert.ToString(entry.Mode, 8).PadLeft(4, '0')} {entry.UserId}:{entry.GroupId}{(entry.Id.Length == 0 ? "" : $" {store.BlobSize(entry.Id)} bytes {CommitId.Short(entry.Id)}")}");
}
