using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using System.Globalization;

namespace ContainerState.Cli.Running;

/// <summary>What a shell asks when somebody presses Tab: <c>containerstate "[suggest:21]" "containerstate server st"</c>.</summary>
/// <remarks>
/// The question is that of System.CommandLine's own directive, whose answer is of little use on a line: it has every word that holds what was typed
/// anywhere, all aliases, and among names the options.
/// </remarks>
internal static class Suggestions
{
    private const string Start = "[suggest";

    /// <summary>True when a command line is such a question.</summary>
    public static bool AreAsked(string[] args) => args is [['[', 's', ..], ..] && args[0].StartsWith(Start, StringComparison.Ordinal) && args[0].EndsWith(']');

    /// <summary>The line up to where the cursor is.</summary>
    public static string LineOf(string[] args)
    {
        var line = args.Length > 1 ? args[^1] : "";
        var position = args[0].AsSpan(Start.Length).Trim(":]");
        return int.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < line.Length ? line[..at] : line;
    }

    /// <summary>The words that can stand where the line ends, each once.</summary>
    /// <param name="line">The line up to there, the program's name first.</param>
    /// <param name="parsed">The same, parsed.</param>
    public static IEnumerable<string> For(string line, ParseResult parsed)
    {
        var typed = line[(line.LastIndexOf(' ') + 1)..].TrimStart('"', '\'');
        if (parsed.UnmatchedTokens.Any(token => token != typed))
        {
            // What comes after a word that means nothing, nobody knows.
            return [];
        }
        var words = Items(line, typed, parsed).Select(item => item.InsertText ?? item.Label)
            .Where(word => word.StartsWith(typed, StringComparison.Ordinal) && word.Length > 0 && word[0] != '/').Distinct(StringComparer.Ordinal).ToList();
        if (typed.StartsWith('-'))
        {
            return words.Where(word => word.StartsWith("--", StringComparison.Ordinal));
        }
        var names = words.Where(word => word[0] != '-').ToList();
        // Where no argument can stand, options are all that there is; elsewhere the shell has files to offer.
        return names.Count > 0 || typed.Length > 0 || parsed.CommandResult.Command.Arguments.Count > 0 ? names : words.Where(word => word.StartsWith("--", StringComparison.Ordinal));
    }
    // A switch could have "true" behind it, which nobody types: what follows is what the command takes.
    private static IEnumerable<CompletionItem> Items(string line, string typed, ParseResult parsed)
    {
        var before = CommandLineParser.SplitCommandLine(line).ToList();
        if (typed.Length > 0 && before.Count > 0)
        {
            before.RemoveAt(before.Count - 1);
        }
        return before.Count > 0 && Find(parsed, before[^1])?.ValueType == typeof(bool)
            ? parsed.CommandResult.Command.GetCompletions(parsed.GetCompletionContext()).Where(item => !before.Contains(item.Label) || Find(parsed, item.Label)?.Arity.MaximumNumberOfValues > 1)
            : parsed.GetCompletions(line.Length);
    }

    private static Option? Find(ParseResult parsed, string name)
    {
        for (SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
        {
            if (at is CommandResult result && result.Command.Options.FirstOrDefault(option => option.Name == name) is { } found)
            {
                return found;
            }
        }
        return null;
    }
}
