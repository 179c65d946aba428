namespace ContainerState.Git;

/// <summary>Trees that were read, so that each is once: a build looks at most of them several times.</summary>
internal sealed class ReadTrees
{
    // What a server has, and a good deal more.
    private const int MostKept = 1_000_000;

    private readonly Dictionary<string, IReadOnlyList<TreeItem>> _trees = new(StringComparer.Ordinal);
    private int _kept;

    /// <summary>The items of a tree.</summary>
    /// <param name="tree">Its id.</param>
    /// <param name="read">Reads it, where it was not yet.</param>
    public IReadOnlyList<TreeItem> Get(string tree, Func<IReadOnlyList<TreeItem>> read)
    {
        if (_trees.TryGetValue(tree, out var known))
        {
            return known;
        }
        var items = read();
        if (_kept + items.Count < MostKept)
        {
            _kept += items.Count;
            _trees[tree] = items;
        }
        return items;
    }
}
