using System.Globalization;
using ContainerState.Errors;

namespace ContainerState.Git;

/// <summary>Looks through trees, each of them once: what was found of a large one is kept for the next build, so that what has not changed is not read again.</summary>
/// <param name="store">The repository.</param>
/// <remarks>A few trees that name each other can stand for more entries than anybody can walk: from each once, that is seen at once.</remarks>
internal sealed class TreeSurvey(GitStore store)
{
    /// <summary>The name of what is kept for the next build.</summary>
    public const string Kept = "survey-1";

    // So that reading a tree again would take longer than remembering it.
    private const int ManyEntries = 500;

    private readonly TreeMemory _memory = new(store, Kept);
    private readonly Dictionary<string, TreeFacts> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _news = new(StringComparer.Ordinal);

    /// <summary>True for a file that may be a library, by its name.</summary>
    public static bool IsLibrary(string name) => name.Contains(".so", StringComparison.Ordinal);

    /// <summary>What there is in a tree, where that is known already; null otherwise.</summary>
    public TreeFacts? Find(string tree) => _known.GetValueOrDefault(tree) ?? (_memory.Find(tree) is { } text ? Parse(text) : null);

    /// <summary>What there is in a tree.</summary>
    /// <param name="tree">Its id.</param>
    /// <param name="where">What it is, for errors.</param>
    /// <param name="path">Where it stands in that, with a slash at the end; empty for the root.</param>
    /// <exception cref="UnsafeTreeException">It goes further than <see cref="TreeLimits"/>, or holds a name that no folder can.</exception>
    public TreeFacts Of(string tree, string where, string path = "") => Of(tree, where, path, path.Count(one => one == '/'));

    /// <summary>Of a tree that is the root of a filesystem, what is beside the files it says of itself.</summary>
    /// <inheritdoc cref="Of(string, string, string)"/>
    public TreeFacts OfFiles(string tree, string where) => Sum(store.Entries(tree, where).Where(item => item.Name != TreeMetadata.Folder), where, "", 0);

    /// <summary>Keeps what was found for the next build.</summary>
    public void Remember()
    {
        _memory.Keep(_news);
        _news.Clear();
    }

    private TreeFacts Of(string tree, string where, string path, int depth)
    {
        if (Find(tree) is not { } facts)
        {
            facts = Sum(store.Entries(tree, where), where, path, depth);
            if (facts.Entries >= ManyEntries)
            {
                _news[tree] = Text(facts);
            }
        }
        _known[tree] = facts;
        Require(facts, where, path, depth);
        return facts;
    }

    private TreeFacts Sum(IEnumerable<TreeItem> items, string where, string path, int depth)
    {
        var sum = new TreeFacts(0, 0, 0, 0, HasPrograms: false, HasGitlinks: false, HasAttributes: false);
        var names = 0;
        // Before what is below, which might never end.
        Require(sum, where, path, depth);
        foreach (var item in items)
        {
            names++;
            if (item.Kind == TreeItemKind.Tree)
            {
                var below = Of(item.Id, where, $"{path}{item.Name}/", depth + 1);
                sum = new(
                    sum.Entries + 1 + below.Entries,
                    Math.Max(sum.Depth, below.Depth + 1),
                    Math.Max(sum.LongestPath, item.Name.Length + 1 + below.LongestPath),
                    Math.Max(sum.MostNames, below.MostNames),
                    sum.HasPrograms || below.HasPrograms,
                    sum.HasGitlinks || below.HasGitlinks,
                    sum.HasAttributes || below.HasAttributes);
            }
            else
            {
                sum = sum with
                {
                    Entries = sum.Entries + 1,
                    HasPrograms = sum.HasPrograms || item.Kind is TreeItemKind.Executable or TreeItemKind.Symlink || IsLibrary(item.Name),
                    HasGitlinks = sum.HasGitlinks || item.Kind == TreeItemKind.Gitlink,
                    HasAttributes = sum.HasAttributes || item.Name == ".gitattributes",
                };
            }
            Require(sum, where, path, depth);
        }
        return sum with { MostNames = Math.Max(sum.MostNames, names) };
    }

    private static void Require(TreeFacts facts, string where, string path, int depth)
    {
        if (depth + facts.Depth > TreeLimits.Deepest || path.Length + facts.LongestPath > TreeLimits.LongestPath)
        {
            throw new UnsafeTreeException(where, path, $"it is nested more than {TreeLimits.Deepest} folders deep, or its path is too long");
        }
        if (facts.Entries > TreeLimits.MostEntries)
        {
            throw new UnsafeTreeException(where, path, $"it holds more than {TreeLimits.MostEntries} entries");
        }
    }

    private static string Text(TreeFacts facts) => string.Create(
        CultureInfo.InvariantCulture,
        $"{facts.Entries} {facts.Depth} {facts.LongestPath} {facts.MostNames} {(facts.HasPrograms ? 1 : 0)} {(facts.HasGitlinks ? 1 : 0)} {(facts.HasAttributes ? 1 : 0)}");

    private static TreeFacts? Parse(string text)
    {
        var numbers = text.Split(' ').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToList();
        return numbers.Count == 7 && !numbers.Contains(-1)
            ? new(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4] == 1, numbers[5] == 1, numbers[6] == 1)
            : null;
    }
}
