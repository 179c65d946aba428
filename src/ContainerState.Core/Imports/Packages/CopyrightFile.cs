using System.Text;
using ContainerState.Git;

namespace ContainerState.Imports.Packages;

/// <summary>What licences a file debian/copyright names, where it is written for machines (DEP-5, copyright-format 1.0).</summary>
internal static class CopyrightFile
{
    private const int MostLinks = 4;
    private const int LongestName = 200;
    private const long LargestFile = 1 << 20;

    /// <summary>The names, each once, in the order of their bytes; none when the file is not there or not written for machines.</summary>
    /// <param name="store">The repository that has the tree.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="path">The file's path in it. Links are followed, and do not lead out of the tree.</param>
    public static IReadOnlyList<string> Read(GitStore store, string tree, string path) => Find(store, tree, path, MostLinks) is { } text ? Parse(text) : [];

    /// <summary>The names in a text.</summary>
    public static IReadOnlyList<string> Parse(string text)
    {
        var paragraphs = Paragraphs(text).ToList();
        if (paragraphs.Count == 0 || !paragraphs[0].GetValueOrDefault("format", "").Contains("copyright-format/1.0", StringComparison.Ordinal))
        {
            return [];
        }
        // What stands by itself only has the texts of what the files name; the first paragraph may say the same of the whole.
        var files = paragraphs.Where(paragraph => paragraph.ContainsKey("files")).ToList();
        var names = (files.Count > 0 ? files : paragraphs[..1]).Select(paragraph => paragraph.GetValueOrDefault("license", "")).Where(name => name.Length > 0)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        // Part of them would be worse than none.
        return names.Exists(name => name.Length > LongestName || name.Any(char.IsControl)) ? [] : names;
    }

    // The fields of each, with their first lines.
    private static IEnumerable<Dictionary<string, string>> Paragraphs(string text)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                if (fields.Count > 0)
                {
                    yield return fields;
                    fields = new(StringComparer.Ordinal);
                }
            }
            else if (line[0] is not (' ' or '\t' or '#') && line.IndexOf(':') is var colon and > 0)
            {
                fields.TryAdd(line[..colon].TrimEnd().ToLowerInvariant(), line[(colon + 1)..].Trim());
            }
        }
        if (fields.Count > 0)
        {
            yield return fields;
        }
    }

    private static string? Find(GitStore store, string tree, string path, int links)
    {
        var item = store.Find(tree, path);
        if (item is { Kind: TreeItemKind.File or TreeItemKind.Executable })
        {
            return store.BlobSize(item.Id) <= LargestFile ? Encoding.UTF8.GetString(store.ReadBlob(item.Id)) : null;
        }
        if (item is null && !path.Contains('/'))
        {
            return null;
        }
        // A package that comes with another one often has that one's folder, by a link.
        var (link, rest) = item is null ? (path[..path.LastIndexOf('/')], path[path.LastIndexOf('/')..]) : (path, "");
        item ??= store.Find(tree, link);
        return links > 0 && item is { Kind: TreeItemKind.Symlink } && store.BlobSize(item.Id) < 4096
            && Target(link, Encoding.UTF8.GetString(store.ReadBlob(item.Id))) is { } target
            ? Find(store, tree, target + rest, links - 1)
            : null;
    }

    private static string? Target(string link, string target)
    {
        var parts = target.StartsWith('/') ? [] : link.Split('/')[..^1].ToList();
        foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count == 0)
            {
                return null;
            }
            if (part == "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }
        return parts.Count == 0 ? null : string.Join('/', parts);
    }
}
