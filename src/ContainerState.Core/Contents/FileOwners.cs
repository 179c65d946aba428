using ContainerState.Builds;
using ContainerState.Git;
using ContainerState.Images;

namespace ContainerState.Contents;

/// <summary>Whose a file of a server is: the components that put it there, as it is.</summary>
internal sealed class FileOwners
{
    private readonly List<(string Component, FolderView View)> _components;
    private readonly Dictionary<string, Dictionary<string, List<Held>>> _folders = new(StringComparer.Ordinal);

    /// <summary>Prepares it.</summary>
    /// <param name="placed">What the components put on the server.</param>
    public FileOwners(PlacedComponents placed)
    {
        _components = [.. placed.Files.Select(files => (files.Component, files.View(placed.Store)))];
        _folders[""] = Names("", _components.Select((component, number) => new Held(number, new TreeItem("", TreeItemKind.Tree, component.View.Tree))));
    }

    /// <summary>The components that give what is at a path, the first that was laid down first. None where none is known to.</summary>
    /// <param name="path">The path, without a slash in front.</param>
    /// <param name="item">What the server has there.</param>
    /// <param name="isWhole">True when all that is below it is theirs alike, so that nobody need ask further.</param>
    public IReadOnlyList<string> Of(string path, TreeItem item, out bool isWhole)
    {
        var slash = path.LastIndexOf('/');
        var held = In(slash < 0 ? "" : path[..slash]).GetValueOrDefault(path[(slash + 1)..]) ?? [];
        isWhole = true;
        if (item.Kind == TreeItemKind.Tree)
        {
            var folders = held.Where(one => one.Item.Kind == TreeItemKind.Tree).ToList();
            isWhole = item.Id.Length > 0 && folders.All(one => one.Item.Id == item.Id);
            return Named(folders);
        }
        var same = held.Where(one => one.Item.Kind == item.Kind && one.Item.Id == item.Id).ToList();
        // Of a merged file, each has a part.
        return Named(same.Count > 0 || !KnownMerges.IsAt(path) ? same : held.Where(one => one.Item.Kind == item.Kind));
    }

    /// <summary>Forgets a folder that was asked for, and will not be again.</summary>
    public void Leave(string folder)
    {
        if (folder.Length > 0)
        {
            _folders.Remove(folder);
        }
    }

    private IReadOnlyList<string> Named(IEnumerable<Held> held) => [.. held.Select(one => _components[one.Number].Component).Distinct(StringComparer.Ordinal)];

    // What the components have in a folder, by name.
    private Dictionary<string, List<Held>> In(string folder)
    {
        if (!_folders.TryGetValue(folder, out var names))
        {
            var slash = folder.LastIndexOf('/');
            var held = In(slash < 0 ? "" : folder[..slash]).GetValueOrDefault(folder[(slash + 1)..]) ?? [];
            _folders[folder] = names = Names(folder, held.Where(one => one.Item.Kind == TreeItemKind.Tree));
        }
        return names;
    }

    private Dictionary<string, List<Held>> Names(string folder, IEnumerable<Held> holders)
    {
        var names = new Dictionary<string, List<Held>>(StringComparer.Ordinal);
        foreach (var holder in holders)
        {
            foreach (var item in _components[holder.Number].View.Items(folder, holder.Item.Id).Values)
            {
                if (!names.TryGetValue(item.Name, out var held))
                {
                    names[item.Name] = held = [];
                }
                held.Add(new(holder.Number, item));
            }
        }
        return names;
    }

    private readonly record struct Held(int Number, TreeItem Item);
}
