using ContainerState.Git;

namespace ContainerState.Contents;

/// <summary>How much of a server each component gives.</summary>
internal sealed class ContentSums
{
    private readonly Dictionary<string, Sum> _sums = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Files, long Bytes)> _trees = new(StringComparer.Ordinal);
    private readonly ServerFiles _files;

    private ContentSums(ServerFiles files) => _files = files;

    /// <summary>Adds all up. A folder that one component gives alone is looked into once for its sizes, wherever it is.</summary>
    public static ContentSums Of(ServerFiles files, FileOwners owners)
    {
        var sums = new ContentSums(files);
        sums.Visit("", files.View.Tree, owners);
        return sums;
    }

    /// <summary>How many files and links there are.</summary>
    public long Files { get; private set; }

    /// <summary>Their size together, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>The part of a component; of the empty name, what is of no component that is known.</summary>
    public Sum Of(string component) => _sums.GetValueOrDefault(component);

    private void Visit(string folder, string id, FileOwners owners)
    {
        ServerFiles.RequireDepth(folder);
        foreach (var item in _files.View.Items(folder, id).Values)
        {
            var path = folder.Length == 0 ? item.Name : $"{folder}/{item.Name}";
            var components = owners.Of(path, item, out var isWhole);
            if (item.Kind != TreeItemKind.Tree)
            {
                Add(components, 1, SizeOf(item));
            }
            else if (isWhole)
            {
                var (count, bytes) = InTree(item.Id, path);
                Add(components, count, bytes);
            }
            else
            {
                Visit(path, item.Id, owners);
            }
        }
        owners.Leave(folder);
    }

    private void Add(IReadOnlyList<string> components, long files, long bytes)
    {
        Files += files;
        Bytes += bytes;
        foreach (var component in components.Count == 0 ? [""] : components)
        {
            var before = _sums.GetValueOrDefault(component);
            _sums[component] = components.Count <= 1
                ? before with { Files = before.Files + files, OwnBytes = before.OwnBytes + bytes }
                : before with { Files = before.Files + files, SharedBytes = before.SharedBytes + bytes };
        }
    }

    private (long Files, long Bytes) InTree(string tree, string path)
    {
        if (_trees.TryGetValue(tree, out var known))
        {
            return known;
        }
        ServerFiles.RequireDepth(path);
        var (count, bytes) = (0L, 0L);
        foreach (var item in _files.Store.Entries(tree, ServerFiles.Where))
        {
            var (more, size) = item.Kind == TreeItemKind.Tree ? InTree(item.Id, $"{path}/{item.Name}") : (1, SizeOf(item));
            ServerFiles.RequireCount(count += more, path);
            bytes += size;
        }
        return _trees[tree] = (count, bytes);
    }

    private long SizeOf(TreeItem item) => item.Kind == TreeItemKind.Gitlink ? 0 : _files.Store.FindBlobSize(item.Id) ?? 0;

    /// <summary>What a component gives.</summary>
    /// <param name="Files">How many files and links.</param>
    /// <param name="OwnBytes">The size of those that it gives alone.</param>
    /// <param name="SharedBytes">The size of those that others give too.</param>
    public readonly record struct Sum(long Files, long OwnBytes, long SharedBytes);
}
