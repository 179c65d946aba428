using System.Globalization;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Builds;

/// <summary>Which trees are large: each is looked into once, and remembered for the next build.</summary>
internal sealed class TreeSizes
{
    /// <summary>From here on a component is a layer by itself, in bytes.</summary>
    public const long Large = 8 << 20;

    // As in a tar archive: many small files take their time too.
    private const long LeastOfFile = 512;
    private const int MostRemembered = 10_000;

    // What is deeper is refused where the tree is read as a whole.
    private const int Deepest = 200;

    private readonly GitStore _store;
    private readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal);

    /// <summary>Takes what the last builds remembered.</summary>
    public TreeSizes(GitStore store)
    {
        _store = store;
        try
        {
            if (File.Exists(Memory))
            {
                foreach (var parts in File.ReadLines(Memory).Take(MostRemembered).Select(line => line.Split(' ')).Where(parts => parts.Length == 2 && CommitId.IsWhole(parts[0])))
                {
                    _known[parts[0]] = parts[1] == "1";
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Then each is looked into again.
        }
    }

    private string Memory => Path.Combine(_store.GitDirectory, "containerstate", "sizes");

    /// <summary>True when the files of a tree are <see cref="Large"/> together.</summary>
    /// <param name="tree">Its id.</param>
    /// <param name="where">What it is, for errors.</param>
    public bool IsLarge(string tree, string where)
    {
        if (_known.TryGetValue(tree, out var known))
        {
            return known;
        }
        var large = Sum(tree, where, Large) >= Large;
        _known[tree] = large;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Memory)!);
            var lines = _known.Reverse().Take(MostRemembered).Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key} {(one.Value ? 1 : 0)}\n"));
            WholeFile.Write(Memory, string.Concat(lines), lasting: false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A repository that one may only read.
        }
        return large;
    }

    // No further than is needed, and not for ever in a tree that has no files.
    private long Sum(string tree, string where, long enough, int depth = 0)
    {
        var sum = depth > Deepest ? enough : LeastOfFile;
        foreach (var item in sum < enough ? _store.Entries(tree, where) : [])
        {
            sum += item.Kind switch
            {
                TreeItemKind.Tree => Sum(item.Id, where, enough - sum, depth + 1),
                TreeItemKind.Gitlink => LeastOfFile,
                _ => Math.Max(LeastOfFile, _store.BlobSize(item.Id)),
            };
            if (sum >= enough)
            {
                break;
            }
        }
        return sum;
    }
}
