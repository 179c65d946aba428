using System.Text.RegularExpressions;
using ContainerState.Core.Tests.Support;

namespace ContainerState.Core.Tests.Architecture;

/// <summary>Finds which folders of the core a source text knows.</summary>
internal static partial class LayerScanner
{
    /// <summary>The order in which the core reads from the ground up: the list in docs/architecture.md.</summary>
    public static readonly string[] Order = ReadOrder(File.ReadAllText(Path.Combine(SourceText.Docs, "architecture.md")));

    /// <summary>The folders that a page lists, in its order: the names of the numbered items below the heading for them.</summary>
    /// <param name="page">The page's Markdown.</param>
    public static string[] ReadOrder(string page) =>
        [.. Item().Matches(Section().Match(page).Value).Select(match => match.Groups["folder"].Value)];

    /// <summary>One sentence for each folder below its own that a text knows.</summary>
    /// <param name="folder">The folder that the text is in.</param>
    /// <param name="text">The text.</param>
    /// <param name="types">The types of each folder.</param>
    public static IReadOnlyList<string> Violations(string folder, string text, IReadOnlyDictionary<string, HashSet<string>> types)
    {
        var own = Array.IndexOf(Order, folder);
        return [.. Known(text, types)
            .Where(used => Array.IndexOf(Order, used) > own)
            .Select(used => $"{folder} knows {used}")];
    }

    private static IEnumerable<string> Known(string text, IReadOnlyDictionary<string, HashSet<string>> types)
    {
        var whole = Whole().Matches(text).Select(match => match.Groups["folder"].Value);
        // Inside namespace ContainerState.Git, Platform.FileLock means ContainerState.Platform.FileLock.
        var relative = Relative().Matches(text)
            .Where(match => types.TryGetValue(match.Groups["folder"].Value, out var known) && known.Contains(match.Groups["type"].Value))
            .Select(match => match.Groups["folder"].Value);
        return whole.Concat(relative).Where(types.ContainsKey).Distinct(StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^## The folders of Core\n.*?(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline, 5000)]
    private static partial Regex Section();

    [GeneratedRegex(@"^\d+\. `(?<folder>\w+)`: ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Item();

    [GeneratedRegex(@"(?<!namespace )\bContainerState\.(?<folder>\w+)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Whole();

    [GeneratedRegex(@"(?<![\w.""])(?<folder>[A-Z]\w+)\.(?<type>[A-Z]\w*)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Relative();
}
