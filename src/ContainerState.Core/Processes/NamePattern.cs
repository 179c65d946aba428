using System.Text;
using System.Text.RegularExpressions;

namespace ContainerState.Processes;

/// <summary>
/// Names with wildcards, as every command understands them: <c>*</c> for any characters, <c>?</c> for one, <c>[a-c]</c>
/// for one of several. A pattern does not look at case and may match nothing; a plain name is that name alone.
/// </summary>
public static class NamePattern
{
    /// <summary>True when the text may match more than itself.</summary>
    public static bool Is(string text) => text.AsSpan().ContainsAny('*', '?', '[');

    /// <summary>True when a name is the plain name, or matches the pattern.</summary>
    public static bool Matches(string pattern, string name) =>
        Is(pattern)
            ? Regex.IsMatch(name, ExpressionOf(pattern), RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.NonBacktracking)
            : name == pattern;

    private static string ExpressionOf(string pattern)
    {
        var result = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            // No name holds a bracket, so that a set needs no way to write one; an empty or open one is taken as it stands.
            var end = pattern[i] == '[' ? pattern.IndexOf(']', i + 1) : -1;
            if (end > i + 1)
            {
                result.Append('[').Append(SetOf(pattern[(i + 1)..end])).Append(']');
                i = end;
                continue;
            }
            result.Append(pattern[i] switch
            {
                '*' => ".*",
                '?' => ".",
                var other => Regex.Escape(other.ToString()),
            });
        }
        return result.Append("\\z").ToString();
    }

    // A range that ends before it begins would be an error of the expression: its ends are then meant as they stand.
    private static string SetOf(string text)
    {
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 2 < text.Length && text[i + 1] == '-' && text[i] <= text[i + 2])
            {
                result.Append(Literal(text[i])).Append('-').Append(Literal(text[i + 2]));
                i += 2;
            }
            else
            {
                result.Append(Literal(text[i]));
            }
        }
        return result.ToString();

        static string Literal(char value) => value is '\\' or '^' or '-' or '[' or ']' ? $"\\{value}" : value.ToString();
    }
}
