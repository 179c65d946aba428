using ContainerState.Git;

namespace ContainerState.Reports.States;

/// <summary>Since when a repository pins what it pins: the oldest commit from which on each pin is as it is now.</summary>
internal static class PinDates
{
    private const string Folder = "deps";
    private const int MostCommits = 20_000;

    /// <summary>The moments, by the path of the pin.</summary>
    /// <param name="store">The repository.</param>
    /// <param name="commit">The commit. From each, the first parent is followed: what was merged counts from the merge.</param>
    /// <param name="cancel">Stops it.</param>
    public static IReadOnlyDictionary<string, PinDate> Of(GitStore store, string commit, CancellationToken cancel)
    {
        var found = new Dictionary<string, PinDate>(StringComparer.Ordinal);
        var open = Pins(store, FolderOf(store, commit));
        var tree = FolderOf(store, commit);
        var at = commit;
        for (var count = 0; open.Count > 0; count++)
        {
            cancel.ThrowIfCancellationRequested();
            var parents = store.ParentsOf(at);
            var isCut = count >= MostCommits || (parents.Count == 0 ? store.IsShallow : !store.HasCommit(parents[0]));
            var parent = parents.Count > 0 && !isCut ? parents[0] : null;
            var before = parent is null ? null : FolderOf(store, parent);
            if (before != tree || parent is null)
            {
                var pins = Pins(store, before);
                foreach (var (path, id) in open.Where(pin => pins.GetValueOrDefault(pin.Key) != pin.Value).ToList())
                {
                    found[path] = new(store.CommittedUtc(at), isCut);
                    open.Remove(path);
                }
            }
            if (parent is null)
            {
                break;
            }
            (at, tree) = (parent, before);
        }
        return found;
    }

    private static string? FolderOf(GitStore store, string commit) => store.Find(store.TreeOf(commit), Folder) is { Kind: TreeItemKind.Tree } item ? item.Id : null;

    private static Dictionary<string, string> Pins(GitStore store, string? tree) =>
        tree is null ? [] : store.Entries(tree, Folder).ToDictionary(item => $"{Folder}/{item.Name}", item => item.Id, StringComparer.Ordinal);
}
