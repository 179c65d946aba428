using ContainerState.Git;

namespace ContainerState.Builds;

/// <summary>The files and links of a root filesystem, as the programs in it find them.</summary>
internal sealed class FileTree
{
    // As many as the kernel follows.
    private const int MostLinks = 40;
    private const int LongestTarget = 4096;

    // Where linkers look first; a library that is somewhere else is found by its name alone.
    private static readonly string[] UsualFolders = ["lib/", "lib64/", "usr/lib/", "usr/lib64/", "usr/local/lib/"];

    private readonly GitStore _store;
    private readonly Dictionary<string, (TreeItemKind Kind, string Id)> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _byName = new(StringComparer.Ordinal);

    /// <summary>Takes the entries of a filesystem.</summary>
    /// <param name="store">The repository that has them.</param>
    /// <param name="entries">Their paths without a slash in front, kinds, and blobs.</param>
    public FileTree(GitStore store, IEnumerable<(string Path, TreeItemKind Kind, string Id)> entries)
    {
        _store = store;
        foreach (var (path, kind, id) in entries)
        {
            _entries[path] = (kind, id);
            var name = path[(path.LastIndexOf('/') + 1)..];
            if (kind is not TreeItemKind.Tree && name.Contains(".so", StringComparison.Ordinal))
            {
                if (!_byName.TryGetValue(name, out var paths))
                {
                    _byName[name] = paths = [];
                }
                paths.Add(path);
            }
        }
    }

    /// <summary>The paths of all that is not a folder.</summary>
    public IEnumerable<string> Files => _entries.Where(entry => entry.Value.Kind != TreeItemKind.Tree).Select(entry => entry.Key);

    /// <summary>What is at a path, links not followed; null when nothing is.</summary>
    public TreeItemKind? KindOf(string path) => _entries.TryGetValue(path, out var entry) ? entry.Kind : null;

    /// <summary>The blob of a file or link.</summary>
    public string BlobOf(string path) => _entries[path].Id;

    /// <summary>The file that a path leads to, every link followed; null when it leads to none.</summary>
    /// <param name="path">A path, with or without a slash in front.</param>
    /// <param name="links">Gets the links on the way.</param>
    public string? Resolve(string path, ICollection<string>? links = null)
    {
        var ahead = new Stack<string>(path.Split('/').Reverse());
        var at = new List<string>();
        var followed = 0;
        while (ahead.TryPop(out var part))
        {
            if (part is "" or ".")
            {
                continue;
            }
            if (part == "..")
            {
                if (at.Count > 0)
                {
                    at.RemoveAt(at.Count - 1);
                }
                continue;
            }
            at.Add(part);
            var here = string.Join('/', at);
            if (!_entries.TryGetValue(here, out var entry))
            {
                return null;
            }
            if (entry.Kind == TreeItemKind.Symlink)
            {
                if (++followed > MostLinks || _store.BlobSize(entry.Id) > LongestTarget)
                {
                    return null;
                }
                links?.Add(here);
                var target = System.Text.Encoding.UTF8.GetString(_store.ReadBlob(entry.Id));
                if (target.StartsWith('/'))
                {
                    at.Clear();
                }
                else
                {
                    at.RemoveAt(at.Count - 1);
                }
                foreach (var step in target.Split('/').Reverse())
                {
                    ahead.Push(step);
                }
            }
            else if (entry.Kind != TreeItemKind.Tree)
            {
                return ahead.All(rest => rest is "" or ".") ? here : null;
            }
        }
        return null;
    }

    /// <summary>The paths that a library of this name may be at, the likeliest first.</summary>
    public IEnumerable<string> Named(string name) => !_byName.TryGetValue(name, out var paths) ? [] : paths
        .OrderBy(path => Array.Exists(UsualFolders, folder => path.StartsWith(folder, StringComparison.Ordinal)) ? path.Count(c => c == '/') : int.MaxValue)
        .ThenBy(path => path, StringComparer.Ordinal);
}
