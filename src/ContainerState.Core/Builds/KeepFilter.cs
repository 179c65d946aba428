using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Builds;

/// <summary>Leaves in a component's tree only what <c>keep:</c> names.</summary>
internal static class KeepFilter
{

    /// <summary>The tree with the kept files, and the metadata of these.</summary>
    public static (string Tree, TreeMetadata Metadata) Apply(GitStore store, string tree, TreeMetadata metadata, IReadOnlyList<string> keep, string where)
    {
        var files = new List<string>();
        List(tree, "");
        var empty = metadata.Entries.Where(entry => entry.Value.IsDirectory).Select(entry => entry.Key).ToList();
        var kept = new KeepPatterns(keep).Kept(files.Concat(empty));
        var folders = kept.SelectMany(Parents).ToHashSet(StringComparer.Ordinal);

        var filtered = new TreeMetadata();
        foreach (var (path, entry) in metadata.Entries)
        {
            if (kept.Contains(path) || (entry.IsDirectory && folders.Contains(path)))
            {
                filtered.Set(path, entry);
            }
        }
        return (Filter(tree, "") ?? store.WriteTree([]), filtered);

        void List(string id, string prefix)
        {
            foreach (var item in store.Entries(id, where))
            {
                if (item.Kind == TreeItemKind.Tree)
                {
                    List(item.Id, prefix + item.Name + "/");
                }
                else if (files.Count == TreeLimits.MostEntries)
                {
                    throw new UnsafeTreeException(where, prefix + item.Name, $"it holds more than {TreeLimits.MostEntries} entries");
                }
                else
                {
                    files.Add(prefix + item.Name);
                }
            }
        }

        string? Filter(string id, string prefix)
        {
            var items = new List<TreeItem>();
            foreach (var item in store.Entries(id, where))
            {
                var path = prefix + item.Name;
                if (item.Kind != TreeItemKind.Tree)
                {
                    if (kept.Contains(path))
                    {
                        items.Add(item);
                    }
                }
                else if (folders.Contains(path) && Filter(item.Id, path + "/") is { } filteredId)
                {
                    items.Add(item with { Id = filteredId });
                }
            }
            return items.Count == 0 ? null : store.WriteTree(items);
        }
    }

    private static IEnumerable<string> Parents(string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            yield return path[..slash];
        }
    }
}
