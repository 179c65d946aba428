using System.Globalization;
using ContainerState.Git;
using ContainerState.Images;

namespace ContainerState.Contents;

/// <summary>The files in which two servers differ, with whose they are.</summary>
internal sealed class FileChanges
{
    private readonly ServerFiles _first;
    private readonly ServerFiles _second;
    private readonly IReadOnlyList<(ImageEntry? First, ImageEntry? Second)> _changes;

    /// <summary>Finds them.</summary>
    public FileChanges(ServerFiles first, ServerFiles second)
    {
        (_first, _second) = (first, second);
        var all = ChangedEntries.Between(first, second);
        var holding = all.Select(pair => ChangedEntries.PathOf(pair)).Select(path => path.LastIndexOf('/') is var slash and > 0 ? path[..slash] : "").ToHashSet(StringComparer.Ordinal);
        // What is in a folder that one has says that the folder is there.
        _changes = [.. all.Where(pair => pair switch
        {
            ({ Kind: TreeItemKind.Tree } one, null) => IsByItself(one),
            (null, { Kind: TreeItemKind.Tree } other) => IsByItself(other),
            _ => true,
        })];

        bool IsByItself(ImageEntry folder) => !holding.Contains(folder.Path) || folder.Mode != ImageEntry.Of("", TreeItemKind.Tree, "", null, false).Mode || (folder.UserId, folder.GroupId) != (0, 0);
    }

    /// <summary>True when there are any.</summary>
    public bool Any => _changes.Count > 0;

    /// <summary>By how much the second is larger, in bytes.</summary>
    public long GrowthBytes { get; private set; }

    /// <summary>The sizes of those of each component, once all are handed out.</summary>
    public Dictionary<string, (long First, long Second)> Sizes { get; } = new(StringComparer.Ordinal);

    /// <summary>Describes each.</summary>
    /// <param name="first">Says whose the files of the first are; null when nobody knows.</param>
    /// <param name="second">The same of the second.</param>
    public IReadOnlyList<ServerImageDifference> Describe(FileOwners? first, FileOwners? second)
    {
        var found = new List<ServerImageDifference>(_changes.Count);
        foreach (var (one, other) in _changes)
        {
            var (before, after) = (one is null ? null : _first.SizeOf(one), other is null ? null : _second.SizeOf(other));
            var (of, by) = (OwnersOf(first, one), OwnersOf(second, other));
            Add(of, before ?? 0, 0);
            Add(by, 0, after ?? 0);
            GrowthBytes += (after ?? 0) - (before ?? 0);
            found.Add(new()
            {
                Kind = DifferenceKind.File,
                Name = "/" + (one ?? other)!.Path,
                Change = ServerImageDifference.ChangeOf(one is not null, other is not null),
                What = one is null || other is null ? "" : string.Join(", ", ChangedEntries.Aspects(one, other)),
                Component = by.Concat(of).FirstOrDefault(""),
                First = Text(_first, one),
                Second = Text(_second, other),
                FirstBytes = before,
                SecondBytes = after,
            });
        }
        return found;
    }

    /// <summary>An entry in a few words: what it is, its mode, owner and group, its size and the beginning of its id.</summary>
    public static string Text(ServerFiles files, ImageEntry? entry) => entry is null
        ? ""
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{ChangedEntries.KindOf(entry)} {Convert.ToString(entry.Mode, 8).PadLeft(4, '0')} {entry.UserId}:{entry.GroupId}{(entry.Id.Length == 0 ? "" : $" {files.SizeOf(entry)} bytes {CommitId.Short(entry.Id)}")}");

    private void Add(IReadOnlyList<string> components, long first, long second)
    {
        foreach (var component in components)
        {
            var before = Sizes.GetValueOrDefault(component);
            Sizes[component] = (before.First + first, before.Second + second);
        }
    }

    private static IReadOnlyList<string> OwnersOf(FileOwners? owners, ImageEntry? entry) =>
        entry is null || owners is null ? [] : owners.Of(entry.Path, new TreeItem(entry.Name, entry.Kind, entry.Id), out _);
}
