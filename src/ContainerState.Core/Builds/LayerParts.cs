using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;

namespace ContainerState.Builds;

/// <summary>Divides a layer that has folders of very many names into several, each with some of them.</summary>
/// <remarks>
/// Who writes a squashfs looks through a folder for each name that it adds. Over each other the parts are the folder again, and where one
/// file of it has changed, one part is written. A name is in the same part whatever others there are.
/// </remarks>
internal sealed class LayerParts
{
    /// <summary>A folder of more names than this is divided.</summary>
    public const int ManyNames = 8192;

    private const int MostParts = 32;

    // So that looking at a layer is worth remembering.
    private const int ManyEntries = 500;

    private readonly GitStore _store;
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly int _count;

    private LayerParts(GitStore store, IEnumerable<(string Path, int Names)> folders)
    {
        _store = store;
        _count = 2;
        foreach (var (path, names) in folders)
        {
            _folders.Add(path);
            while (_count < MostParts && names > (long)ManyNames * _count)
            {
                _count *= 2;
            }
        }
    }

    /// <summary>The layers that one is divided into; that one itself where it need not be.</summary>
    public static IReadOnlyList<LayerTree> Of(GitStore store, LayerTree layer)
    {
        var memory = new TreeMemory(store, string.Create(CultureInfo.InvariantCulture, $"parts-{ManyNames}-{MostParts}"));
        if (memory.Find(layer.Tree)?.Split(' ') is { } known && known.All(tree => CommitId.IsWhole(tree) && store.HasTree(tree)))
        {
            return [.. known.Select(tree => layer with { Tree = tree })];
        }
        var folders = new List<(string, int)>();
        var looked = 0;
        Look(store, layer.Tree, "", folders, ref looked);
        var parts = folders.Count == 0 ? [layer.Tree] : new LayerParts(store, folders).Divide(layer.Tree).ToList();
        if (looked >= ManyEntries)
        {
            memory.Keep(layer.Tree, string.Join(' ', parts));
        }
        return [.. parts.Select(tree => layer with { Tree = tree })];
    }

    private static void Look(GitStore store, string tree, string path, List<(string, int)> found, ref int looked)
    {
        var items = Items(store, tree, path);
        looked += items.Count;
        if (looked > TreeLimits.MostEntries)
        {
            throw new UnsafeTreeException("a layer", path, $"it holds more than {TreeLimits.MostEntries} entries");
        }
        if (items.Count > ManyNames)
        {
            found.Add((path, items.Count));
        }
        foreach (var item in items.Where(item => item.Kind == TreeItemKind.Tree))
        {
            Look(store, item.Id, Join(path, item.Name), found, ref looked);
        }
    }

    private IEnumerable<string> Divide(string tree)
    {
        var metadata = _store.ReadText(tree, TreeMetadata.Path) is { } text ? TreeMetadata.Parse(text, "a layer") : new TreeMetadata();
        var times = _store.Find(tree, FileTimes.Path);
        var parts = Divide(tree, "", 0);
        for (var number = 0; number < _count; number++)
        {
            var own = new TreeMetadata();
            foreach (var (path, entry) in metadata.Entries.Where(entry => IsIn(entry.Key, number)))
            {
                own.Set(path, entry);
            }
            if (number > 0 && parts[number].Count == 0 && own.Entries.Count == 0)
            {
                continue;
            }
            List<TreeItem> beside = own.Entries.Count > 0 ? [TreeParts.Metadata(_store, own)] : [];
            yield return TreeParts.Write(_store, parts[number], times is null ? beside : [.. beside, times]);
        }
    }

    private List<TreeItem>[] Divide(string tree, string path, int part)
    {
        var parts = Enumerable.Range(0, _count).Select(_ => new List<TreeItem>()).ToArray();
        foreach (var item in Items(_store, tree, path))
        {
            var below = Join(path, item.Name);
            var number = _folders.Contains(path) ? PartOf(item.Name) : part;
            if (item.Kind != TreeItemKind.Tree || !HasDivided(below))
            {
                parts[number].Add(item);
                continue;
            }
            var inside = Divide(item.Id, below, number);
            for (var i = 0; i < _count; i++)
            {
                if (inside[i].Count > 0)
                {
                    parts[i].Add(new TreeItem(item.Name, TreeItemKind.Tree, _store.WriteTree(inside[i])));
                }
            }
        }
        return parts;
    }

    // A folder on the way to a divided one has its owner and mode in every part.
    private bool IsIn(string path, int part)
    {
        if (HasDivided(path))
        {
            return true;
        }
        var number = 0;
        for (var slash = -1; slash < path.Length;)
        {
            var parent = slash < 0 ? "" : path[..slash];
            var end = path.IndexOf('/', slash + 1) is >= 0 and var next ? next : path.Length;
            number = _folders.Contains(parent) ? PartOf(path[(slash + 1)..end]) : number;
            slash = end;
        }
        return number == part;
    }

    private bool HasDivided(string path) => _folders.Any(folder => folder == path || folder.StartsWith(path + "/", StringComparison.Ordinal));

    private int PartOf(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(name))[0] % _count;

    // Not what is kept beside the files.
    private static IReadOnlyList<TreeItem> Items(GitStore store, string tree, string path)
    {
        var items = store.Entries(tree, "a layer");
        return path.Length > 0 ? items : [.. items.Where(item => item.Name != TreeMetadata.Folder)];
    }

    private static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";
}
