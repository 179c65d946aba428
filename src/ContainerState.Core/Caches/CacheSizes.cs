using System.Globalization;
using System.Text;
using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Caches;

/// <summary>What results take of the disk, as Git keeps them.</summary>
internal static class CacheSizes
{
    /// <summary>The size of each commit's objects, in bytes, without those of the commits before it in the list.</summary>
    public static async Task<long[]> MeasureAsync(GitStore store, IReadOnlyList<string> commits, CancellationToken cancel)
    {
        var sizes = new long[commits.Count];
        var objects = Collect(store, commits);
        if (objects.Count == 0)
        {
            return sizes;
        }
        await GitProgram.RunAsync(
            store.GitDirectory,
            ["cat-file", "--batch-check=%(objectsize:disk)"],
            input: async (stream, token) =>
            {
                await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
                foreach (var (_, id) in objects)
                {
                    await writer.WriteAsync(id.AsMemory(), token);
                    await writer.WriteAsync('\n');
                }
            },
            output: async (stream, token) =>
            {
                using var reader = new StreamReader(stream);
                foreach (var (owner, _) in objects)
                {
                    // An object that is missing has no size.
                    if (long.TryParse(await reader.ReadLineAsync(token), NumberStyles.None, CultureInfo.InvariantCulture, out var size))
                    {
                        sizes[owner] += size;
                    }
                }
            },
            cancel: cancel);
        return sizes;
    }

    private static List<(int Owner, string Id)> Collect(GitStore store, IReadOnlyList<string> commits)
    {
        var objects = new List<(int, string)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var trees = new Stack<string>();
        for (var i = 0; i < commits.Count; i++)
        {
            Add(commits[i], i);
            Visit(store.TreeOf(commits[i]), i);
            while (trees.TryPop(out var tree))
            {
                foreach (var item in EntriesOf(store, tree).Where(item => item.Kind != TreeItemKind.Gitlink))
                {
                    if (item.Kind == TreeItemKind.Tree)
                    {
                        Visit(item.Id, i);
                    }
                    else
                    {
                        Add(item.Id, i);
                    }
                }
            }
        }
        return objects;

        bool Add(string id, int owner)
        {
            var isNew = seen.Add(id);
            if (isNew)
            {
                objects.Add((owner, id));
            }
            return isNew;
        }

        void Visit(string tree, int owner)
        {
            if (Add(tree, owner))
            {
                trees.Push(tree);
            }
        }
    }

    private static IReadOnlyList<TreeItem> EntriesOf(GitStore store, string tree)
    {
        try
        {
            return store.Entries(tree, "a result");
        }
        catch (UnsafeTreeException)
        {
            // No build will use it; what it takes of the disk is the least of its faults.
            return [];
        }
    }
}
