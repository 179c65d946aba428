using ContainerState.Builds;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;

namespace ContainerState.Contents;

/// <summary>Finds the files, folders and links in which two servers differ.</summary>
/// <remarks>It goes by the ids of trees: a folder that both have, with the same metadata, is never looked into.</remarks>
internal static class ChangedEntries
{
    private static readonly IReadOnlyDictionary<string, TreeItem> Nothing = new Dictionary<string, TreeItem>(StringComparer.Ordinal);

    /// <summary>What differs, by path. What only one has is null in the other.</summary>
    /// <exception cref="UnsafeTreeException">One has what no server can have.</exception>
    public static IReadOnlyList<(ImageEntry? First, ImageEntry? Second)> Between(ServerFiles first, ServerFiles second)
    {
        var found = new List<(ImageEntry? First, ImageEntry? Second)>();
        var described = new PathIndex(Described(first.View.Metadata, second.View.Metadata));
        var timed = new PathIndex(first.Times.Paths.Except(second.Times.Paths, StringComparer.Ordinal).Concat(second.Times.Paths.Except(first.Times.Paths, StringComparer.Ordinal)));
        var looked = 0L;
        Visit("", first.View.Tree, second.View.Tree, otherTimes: false);
        found.Sort((one, other) => string.CompareOrdinal(PathOf(one), PathOf(other)));
        return found;

        // The ids are those of a folder in both; null where one has none there.
        void Visit(string folder, string? one, string? other, bool otherTimes)
        {
            ServerFiles.RequireDepth(folder);
            var left = one is null ? Nothing : first.View.Items(folder, one);
            var right = other is null ? Nothing : second.View.Items(folder, other);
            ServerFiles.RequireCount(looked += left.Count + right.Count, folder);
            foreach (var name in left.Keys.Union(right.Keys, StringComparer.Ordinal))
            {
                var path = folder.Length == 0 ? name : $"{folder}/{name}";
                var (a, b) = (left.GetValueOrDefault(name), right.GetValueOrDefault(name));
                var times = otherTimes || timed.Has(path);
                if (a == b && !times && !described.Has(path) && (a!.Kind != TreeItemKind.Tree || (!timed.HasBelow(path) && !described.HasBelow(path))))
                {
                    continue;
                }
                var (before, after) = (a is null ? null : first.EntryOf(path, a), b is null ? null : second.EntryOf(path, b));
                if (before != after)
                {
                    found.Add((before, after));
                }
                var (inA, inB) = (a?.Kind == TreeItemKind.Tree ? a.Id : null, b?.Kind == TreeItemKind.Tree ? b.Id : null);
                if (inA is not null || inB is not null)
                {
                    Visit(path, inA, inB, times);
                }
            }
        }
    }

    /// <summary>The path of a pair.</summary>
    public static string PathOf((ImageEntry? First, ImageEntry? Second) pair) => (pair.First ?? pair.Second)!.Path;

    /// <summary>In what two entries of one path differ, one or more of: kind, content, mode, owner, time, capability.</summary>
    public static IReadOnlyList<string> Aspects(ImageEntry one, ImageEntry other)
    {
        var what = new List<string>();
        Add("kind", KindOf(one) != KindOf(other));
        Add("content", one.Id != other.Id && KindOf(one) == KindOf(other));
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

    /// <summary>What an entry is: file, folder or link.</summary>
    public static string KindOf(ImageEntry entry) => entry.Kind switch
    {
        TreeItemKind.Tree => "folder",
        TreeItemKind.Symlink => "link",
        _ => "file",
    };

    private static IEnumerable<string> Described(TreeMetadata one, TreeMetadata other) =>
        one.Entries.Keys.Union(other.Entries.Keys, StringComparer.Ordinal).Where(path => one.Find(path) != other.Find(path));
}
