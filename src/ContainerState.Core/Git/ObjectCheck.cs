using ContainerState.Errors;

namespace ContainerState.Git;

/// <summary>Reads all that trees hold, and says which objects do not hold what their ids were made from.</summary>
internal sealed class ObjectCheck
{
    private readonly Dictionary<string, Dictionary<string, string>> _blobs = new(StringComparer.Ordinal);
    private readonly HashSet<(string, string)> _trees = [];
    private readonly List<string> _faults = [];

    /// <summary>Adds a tree to what is to be read. Its folders are read at once, its files by <see cref="FindAsync"/>.</summary>
    /// <param name="gitDirectory">The Git directory that has it.</param>
    /// <param name="tree">Its id.</param>
    /// <param name="path">What people know it by.</param>
    public void Add(string gitDirectory, string tree, string path)
    {
        using var store = GitStore.Open(gitDirectory);
        var blobs = _blobs.TryGetValue(gitDirectory, out var known) ? known : _blobs[gitDirectory] = new(StringComparer.Ordinal);
        var left = new Stack<(string Tree, string Path)>([(tree, path)]);
        while (left.TryPop(out var next))
        {
            if (!_trees.Add((gitDirectory, next.Tree)))
            {
                continue;
            }
            try
            {
                foreach (var item in store.AllEntries(next.Tree, next.Path))
                {
                    var below = next.Path.Length == 0 ? item.Name : $"{next.Path}/{item.Name}";
                    if (item.Kind == TreeItemKind.Tree)
                    {
                        left.Push((item.Id, below));
                    }
                    else if (item.Kind != TreeItemKind.Gitlink)
                    {
                        blobs.TryAdd(item.Id, below);
                    }
                }
            }
            catch (ContainerStateException fault) when (fault is ObjectDamagedException or UnsafeTreeException)
            {
                _faults.Add(fault.Problem.TrimEnd('.'));
            }
        }
    }

    /// <summary>One sentence for each object that is missing or lies.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(CancellationToken cancel)
    {
        foreach (var (gitDirectory, blobs) in _blobs)
        {
            string[] ids = [.. blobs.Keys];
            await BlobBatch.ReadAsync(gitDirectory, ids, (_, content) => content.CopyTo(Stream.Null), cancel, (i, damaged) => _faults.Add(
                damaged ? new ObjectDamagedException(ids[i], gitDirectory, blobs[ids[i]]).Problem.TrimEnd('.')
                : $"the file {Quoted.Text(blobs[ids[i]])} is not in {gitDirectory}"));
        }
        return _faults;
    }
}
