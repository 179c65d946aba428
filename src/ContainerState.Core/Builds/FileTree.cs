using ContainerState.Git;
using ContainerState.Images;

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
    private readonly IFileLookup _files;
    private readonly Lazy<ILookup<string, string>> _usual;
    private readonly Lazy<ILookup<string, string>> _others;

    /// <summary>Takes the entries of a filesystem.</summary>
    /// <param name="store">The repository that has them.</param>
    /// <param name="files">The entries.</param>
    public FileTree(GitStore store, IFileLookup files)
    {
        _store = store;
        _files = files;
        _usual = new(() => ByName(UsualFolders.SelectMany(folder => files.Below(folder.TrimEnd('/')))));
        _others = new(() => ByName(files.Below("").Where(entry => !IsUsual(entry.Path))));
    }

    /// <summary>The paths of all that is not a folder.</summary>
    public IEnumerable<string> Files => _files.Below("").Where(entry => entry.Kind != TreeItemKind.Tree).Select(entry => entry.Path);

    /// <summary>What is at a path, links not followed; null when nothing is.</summary>
    public TreeItemKind? KindOf(string path) => _files.Look(path)?.Kind;

    /// <summary>The blob of a file or link.</summary>
    public string BlobOf(string path) => _files.Look(path)!.Value.Id;

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
            if (_files.Look(here) is not { } entry)
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

    /// <summary>The paths that a library of this name may be at, the likeliest first. What is not in a usual folder is looked for last.</summary>
    public IEnumerable<string> Named(string name)
    {
        foreach (var path in _usual.Value[name].OrderBy(path => path.Count(c => c == '/')).ThenBy(path => path, StringComparer.Ordinal))
        {
            yield return path;
        }
        foreach (var path in _others.Value[name].Order(StringComparer.Ordinal))
        {
            yield return path;
        }
    }

    private static bool IsUsual(string path) => Array.Exists(UsualFolders, folder => path.StartsWith(folder, StringComparison.Ordinal));

    private static ILookup<string, string> ByName(IEnumerable<(string Path, TreeItemKind Kind, string Id)> entries) => entries
        .Where(entry => entry.Kind != TreeItemKind.Tree)
        .Select(entry => (entry.Path, Name: entry.Path[(entry.Path.LastIndexOf('/') + 1)..]))
        .Where(file => TreeSurvey.IsLibrary(file.Name))
        .ToLookup(file => file.Name, file => file.Path, StringComparer.Ordinal);
}
