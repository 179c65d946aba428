using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ContainerState.Git;
using ContainerState.Images;

namespace ContainerState.Builds;

/// <summary>Divides a layer of very many files into several, each with some of them.</summary>
/// <remarks>
/// Who writes a squashfs looks through a folder for each name that it adds, and writes all of it where one file has changed. Over each other
/// the parts are the layer again, and where one file of it has changed, one part is written. A name is in the same part whatever others there are.
/// </remarks>
internal sealed class LayerParts
{
    /// <summary>A folder of more names than this is divided; and a part is to have about as many.</summary>
    public const int ManyNames = 8192;

    /// <summary>A folder of more entries than this is divided, when they are not in one folder below it.</summary>
    public const int ManyEntries = 4 * ManyNames;

    private const int MostParts = 32;

    private readonly GitStore _store;
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _above = new(StringComparer.Ordinal);
    private int _count = 2;

    private LayerParts(GitStore store) => _store = store;

    /// <summary>The layers that one is divided into; that one itself where it need not be.</summary>
    /// <param name="store">The repository; it gets the parts' trees.</param>
    /// <param name="layer">The layer.</param>
    public static IReadOnlyList<LayerTree> Of(GitStore store, LayerTree layer)
    {
        if (!IsMany(store.Survey.OfFiles(layer.Tree, "a layer")))
        {
            return [layer];
        }
        var memory = new TreeMemory(store, string.Create(CultureInfo.InvariantCulture, $"parts-{ManyNames}-{ManyEntries}-{MostParts}"));
        if (memory.Find(layer.Tree)?.Split(' ') is { } known && known.All(tree => CommitId.IsWhole(tree) && store.HasTree(tree)))
        {
            return [.. known.Select(tree => layer with { Tree = tree })];
        }
        var parts = new LayerParts(store);
        parts.Look(layer.Tree, "");
        var trees = parts.Divide(layer.Tree).ToList();
        memory.Keep(layer.Tree, string.Join(' ', trees));
        return [.. trees.Select(tree => layer with { Tree = tree })];
    }

    private static bool IsMany(TreeFacts facts) => facts.MostNames > ManyNames || facts.Entries > ManyEntries;

    // Finds the folders that are divided: not those whose many entries are in a folder below.
    private void Look(string tree, string path)
    {
        var items = Items(tree, path);
        var many = new List<TreeItem>();
        var rest = 0;
        foreach (var item in items)
        {
            rest++;
            if (item.Kind == TreeItemKind.Tree && _store.Survey.Of(item.Id, "a layer", Join(path, item.Name) + "/") is var facts)
            {
                if (IsMany(facts))
                {
                    many.Add(item);
                }
                else
                {
                    rest += facts.Entries;
                }
            }
        }
        if (items.Count > ManyNames || rest > ManyEntries)
        {
            _folders.Add(path);
            for (var above = path; ; above = above[..Math.Max(0, above.LastIndexOf('/'))])
            {
                _above.Add(above);
                if (above.Length == 0)
                {
                    break;
                }
            }
            while (_count < MostParts && rest > (long)ManyNames * _count)
            {
                _count *= 2;
            }
        }
        many.ForEach(item => Look(item.Id, Join(path, item.Name)));
    }

    private IEnumerable<string> Divide(string tree)
    {
        var metadata = _store.ReadText(tree, TreeMetadata.Path) is { } text ? TreeMetadata.Parse(text, "a layer") : new TreeMetadata();
        var times = _store.Find(tree, FileTimes.Path);
        var parts = Divide(tree, "", 0);
        var own = parts.Select(_ => new TreeMetadata()).ToList();
        foreach (var (path, entry) in metadata.Entries)
        {
            // A folder on the way to a divided one has its owner and mode in every part.
            foreach (var part in _above.Contains(path) ? own : [own[PartOf(path)]])
            {
                part.Set(path, entry);
            }
        }
        for (var number = 0; number < _count; number++)
        {
            if (number > 0 && parts[number].Count == 0 && own[number].Entries.Count == 0)
            {
                continue;
            }
            List<TreeItem> beside = own[number].Entries.Count > 0 ? [TreeParts.Metadata(_store, own[number])] : [];
            yield return TreeParts.Write(_store, parts[number], times is null ? beside : [.. beside, times]);
        }
    }

    private List<TreeItem>[] Divide(string tree, string path, int part)
    {
        var parts = Enumerable.Range(0, _count).Select(_ => new List<TreeItem>()).ToArray();
        foreach (var item in Items(tree, path))
        {
            var below = Join(path, item.Name);
            var number = _folders.Contains(path) ? PartOfName(item.Name) : part;
            if (item.Kind != TreeItemKind.Tree || !_above.Contains(below))
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

    // That of the last divided folder on the way to a path.
    private int PartOf(string path)
    {
        var number = 0;
        for (var slash = -1; slash < path.Length;)
        {
            var parent = slash < 0 ? "" : path[..slash];
            var end = path.IndexOf('/', slash + 1) is >= 0 and var next ? next : path.Length;
            number = _folders.Contains(parent) ? PartOfName(path[(slash + 1)..end]) : number;
            slash = end;
        }
        return number;
    }

    private int PartOfName(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(name))[0] % _count;

    // Not what is kept beside the files.
    private IReadOnlyList<TreeItem> Items(string tree, string path)
    {
        var items = _store.Entries(tree, "a layer");
        return path.Length > 0 ? items : [.. items.Where(item => item.Name != TreeMetadata.Folder)];
    }

    private static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";
}
