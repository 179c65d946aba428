using ContainerState.Git;

namespace ContainerState.Builds;

/// <summary>Which trees are large: each is looked into once, and what took a while is remembered for the next build.</summary>
internal sealed class TreeSizes(GitStore store)
{
    /// <summary>From here on a component is a layer by itself, in bytes.</summary>
    public const long Large = 8 << 20;

    // As in a tar archive: many small files take their time too.
    private const long LeastOfFile = 512;
    private const int Many = 500;


    private readonly TreeMemory _memory = new(store, $"large-{Large}");

    /// <summary>True when the files of a tree are <see cref="Large"/> together.</summary>
    /// <param name="tree">Its id.</param>
    /// <param name="where">What it is, for errors.</param>
    public bool IsLarge(string tree, string where)
    {
        if (store.Survey.Of(tree, where).Entries * LeastOfFile >= Large)
        {
            return true;
        }
        if (_memory.Find(tree) is { } known)
        {
            return known == "large";
        }
        var looked = 0;
        var large = Sum(tree, Large) >= Large;
        if (looked >= Many)
        {
            _memory.Keep(tree, large ? "large" : "small");
        }
        return large;

        // No further than is needed.
        long Sum(string folder, long enough)
        {
            var sum = LeastOfFile;
            foreach (var item in sum < enough ? store.Entries(folder, where) : [])
            {
                looked++;
                sum += item.Kind switch
                {
                    TreeItemKind.Tree => Sum(item.Id, enough - sum),
                    TreeItemKind.Gitlink => LeastOfFile,
                    _ => Math.Max(LeastOfFile, store.FindBlobSize(item.Id) ?? 0),
                };
                if (sum >= enough)
                {
                    break;
                }
            }
            return sum;
        }
    }
}
