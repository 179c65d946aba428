using ContainerState.Git;
using ContainerState.Images;

namespace ContainerState.Builds;

/// <summary>What of a server's files the layers below do not give as the server has it: content, owner, mode or time.</summary>
internal sealed class TopLayer
{
    // Deeper, all goes to this layer; whether that may be is for those who read the tree.

    private readonly GitStore _store;
    private readonly FolderView _whole;
    private readonly PathIndex _described;
    private readonly OwnTimes _times;
    private readonly IReadOnlyList<LayerCandidate> _below;
    private readonly Dictionary<LayerCandidate, PathIndex> _different;
    private readonly TreeMetadata _metadata = new();

    /// <summary>Prepares it.</summary>
    /// <param name="store">The repository.</param>
    /// <param name="whole">The server's files.</param>
    /// <param name="times">Which of them have times that follow from content.</param>
    /// <param name="below">The layers below, bottom first.</param>
    public TopLayer(GitStore store, FolderView whole, OwnTimes times, IReadOnlyList<LayerCandidate> below)
    {
        _store = store;
        _whole = whole;
        _described = new PathIndex(whole.Metadata.Entries.Keys);
        _times = times;
        _below = below;
        _different = below.ToDictionary(layer => layer, layer => new PathIndex(Different(layer.Files.Metadata, whole.Metadata)));
    }

    /// <summary>Layers that have what the server has not, found by <see cref="Write"/>.</summary>
    public HashSet<LayerCandidate> Unfit { get; } = [];

    /// <summary>Writes its tree; null when a layer below is unfit.</summary>
    public string? Write()
    {
        var (items, _) = Visit("", _whole.Tree, [.. _below.Reverse().Select(layer => new Holder(layer, new TreeItem("", TreeItemKind.Tree, layer.Files.Tree)))]);
        return Unfit.Count > 0 ? null : TreeParts.Write(_store, items, _metadata, _times.Paths);
    }

    private static IEnumerable<string> Different(TreeMetadata one, TreeMetadata other) =>
        one.Entries.Keys.Union(other.Entries.Keys, StringComparer.Ordinal).Where(path => one.Find(path) != other.Find(path));

    // Holders are the layers that have this folder and that can be seen there, the topmost first.
    private (List<TreeItem> Items, bool Any) Visit(string path, string id, IReadOnlyList<Holder> holders)
    {
        var there = _whole.Items(path, id);
        var held = holders.Select(holder => (holder.Layer, Items: holder.Layer.Files.Items(path, holder.Item.Id))).ToList();
        foreach (var (layer, _) in held.Where(one => one.Items.Keys.Any(name => !there.ContainsKey(name))))
        {
            Unfit.Add(layer);
        }
        var items = new List<TreeItem>();
        var any = false;
        foreach (var item in Unfit.Count > 0 ? [] : there.Values)
        {
            var below = path.Length == 0 ? item.Name : $"{path}/{item.Name}";
            var has = held.Where(one => one.Items.ContainsKey(item.Name)).Select(one => new Holder(one.Layer, one.Items[item.Name])).ToList();
            if (item.Kind != TreeItemKind.Tree)
            {
                if (has is not [var first, ..] || !Gives(first, item, below))
                {
                    items.Add(item);
                    any = true;
                    Keep(below, isEmptyFolder: false);
                }
                continue;
            }
            // Where a layer has a file of that name, what layers below have there is not seen.
            var folders = has.TakeWhile(holder => holder.Item.Kind == TreeItemKind.Tree).ToList();
            if (folders.Count > 0 && item.Id.Length > 0 && folders.All(holder => GivesAll(holder, item, below)))
            {
                continue;
            }
            if (item.Id.Length > 0 && (folders.Count == 0 || below.AsSpan().Count('/') > TreeLimits.Deepest))
            {
                items.Add(item);
                any = true;
                Keep(below, isEmptyFolder: false);
                _described.Below(below).ToList().ForEach(entry => Keep(entry, isEmptyFolder: false));
                continue;
            }
            var (inside, anyInside) = Visit(below, item.Id, folders);
            if (anyInside || folders.Count == 0 || !folders[0].Layer.Files.IsSame(_whole, below))
            {
                any = true;
                if (inside.Count > 0)
                {
                    items.Add(new TreeItem(item.Name, TreeItemKind.Tree, _store.WriteTree(inside)));
                }
                Keep(below, isEmptyFolder: inside.Count == 0);
            }
        }
        return (items, any);
    }

    private bool Gives(Holder holder, TreeItem item, string path) =>
        holder.Item == item && holder.Layer.Files.IsSame(_whole, path)
        && (item.Kind == TreeItemKind.Symlink || holder.Layer.IsInstalled != _times.Has(path));

    // With all that is in it.
    private bool GivesAll(Holder holder, TreeItem item, string path) =>
        holder.Item.Id == item.Id && _different[holder.Layer] is var different && !different.Has(path) && !different.HasBelow(path)
        && holder.Layer.IsInstalled != _times.Has(path) && !(holder.Layer.IsInstalled && _times.HasBelow(path));

    private void Keep(string path, bool isEmptyFolder)
    {
        if (_whole.Metadata.Find(path) is { } said)
        {
            _metadata.Set(path, said);
        }
        else if (isEmptyFolder)
        {
            _metadata.Set(path, new PathMetadata(IsDirectory: true));
        }
    }

    private readonly record struct Holder(LayerCandidate Layer, TreeItem Item);
}
