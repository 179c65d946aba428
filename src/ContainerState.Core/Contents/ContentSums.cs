using ContainerState.Git;

namespace ContainerState.Contents;

/// <summary>How much of a server each component gives.</summary>
internal sealed class ContentSums
{
    private readonly Dictionary<string, Sum> _sums = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Files, long Bytes)> _trees = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FolderSize> _folders = new(StringComparer.Ordinal);
    private readonly ServerFiles _files;
    private readonly int _levels;

    private ContentSums(ServerFiles files, int levels) => (_files, _levels) = (files, levels);

    /// <summary>Adds all up. A folder that one component gives alone is looked into once for its sizes, wherever it is.</summary>
    /// <param name="files">The server's files.</param>
    /// <param name="owners">Whose they are.</param>
    /// <param name="levels">How many levels of folders are added up each for itself; 0 for none.</param>
    public static ContentSums Of(ServerFiles files, FileOwners owners, int levels = 0)
    {
        var sums = new ContentSums(files, levels);
        sums.Visit("", files.View.Tree, owners);
        return sums;
    }

    /// <summary>How many files and links there are.</summary>
    public long Files { get; private set; }

    /// <summary>Their size together, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>The part of a component; of the empty name, what is of no component that is known.</summary>
    public Sum Of(string component) => _sums.GetValueOrDefault(component);

    /// <summary>Where the bytes of a component are: the server's root, as far as it gives it. What several give is counted for the first of them.</summary>
    public IReadOnlyDictionary<string, FolderSize> Folders => _folders;

    private void Visit(string folder, string id, FileOwners owners)
    {
        ServerFiles.RequireDepth(folder);
        foreach (var item in _files.View.Items(folder, id).Values)
        {
            var path = folder.Length == 0 ? item.Name : $"{folder}/{item.Name}";
            var components = owners.Of(path, item, out var isWhole);
            if (item.Kind != TreeItemKind.Tree)
            {
                Add(components, 1, SizeOf(item), folder);
            }
            else if (isWhole)
            {
                var (count, bytes) = InTree(item.Id, path);
                Add(components, count, bytes, path, item.Id);
            }
            else
            {
                Visit(path, item.Id, owners);
            }
        }
        owners.Leave(folder);
    }

    private void Add(IReadOnlyList<string> components, long files, long bytes, string folder, string? tree = null)
    {
        Files += files;
        Bytes += bytes;
        if (_levels > 0)
        {
            AddFolder(components.Count == 0 ? "" : components[0], files, bytes, folder, tree);
        }
        foreach (var component in components.Count == 0 ? [""] : components)
        {
            var before = _sums.GetValueOrDefault(component);
            _sums[component] = components.Count <= 1
                ? before with { Files = before.Files + files, OwnBytes = before.OwnBytes + bytes }
                : before with { Files = before.Files + files, SharedBytes = before.SharedBytes + bytes };
        }
    }

    private void AddFolder(string component, long files, long bytes, string folder, string? tree)
    {
        if (!_folders.TryGetValue(component, out var at))
        {
            _folders[component] = at = new FolderSize();
        }
        at.Add(files, bytes);
        var level = 0;
        foreach (var name in folder.Length == 0 ? [] : folder.Split('/'))
        {
            if (level++ == _levels)
            {
                return;
            }
            at = at.Below(name);
            at.Add(files, bytes);
        }
        if (tree is not null)
        {
            Divide(at, tree, folder, level);
        }
    }

    private void Divide(FolderSize folder, string tree, string path, int level)
    {
        if (level >= _levels)
        {
            return;
        }
        foreach (var item in _files.Store.Entries(tree, ServerFiles.Where).Where(item => item.Kind == TreeItemKind.Tree))
        {
            var (files, bytes) = InTree(item.Id, $"{path}/{item.Name}");
            var below = folder.Below(item.Name);
            below.Add(files, bytes);
            Divide(below, item.Id, $"{path}/{item.Name}", level + 1);
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
