using System.Text;
using System.Text.RegularExpressions;
using ContainerState.Errors;

namespace ContainerState.Platform;

/// <summary>
/// Names with wildcards, as every command understands them: <c>*</c> for any characters, <c>?</c> for one, <c>[a-c]</c>
/// for one of several. Neither a pattern nor a plain name looks at case. A pattern may match nothing; a plain name is that
/// name alone.
/// </summary>
public static class NamePattern
{
    /// <summary>True when the text may match more than itself.</summary>
    /// <exception cref="InvalidNameException">A set in it has no end, or nothing to choose from.</exception>
    public static bool Is(string text)
    {
        for (var start = text.IndexOf('['); start >= 0; start = text.IndexOf('[', text.IndexOf(']', start)))
        {
            if (text.IndexOf(']', start) <= start + 1)
            {
                throw new InvalidNameException("pattern", text, "wildcards that are whole: *, ?, or a set such as [a-c]");
            }
        }
        return text.AsSpan().ContainsAny('*', '?', '[');
    }

    /// <summary>The items whose name the text means. Of a plain name, those that are spelled so come before those in another case.</summary>
    /// <exception cref="InvalidNameException">It is a pattern with a mistake.</exception>
    public static IReadOnlyList<T> Select<T>(string text, IReadOnlyCollection<T> items, Func<T, string> nameOf)
    {
        List<T> same = Is(text) ? [] : [.. items.Where(item => nameOf(item) == text)];
        return same.Count > 0 ? same : [.. items.Where(item => Matches(text, nameOf(item)))];
    }

    /// <summary>True when a name is the plain name, or matches the pattern.</summary>
    public static bool Matches(string pattern, string name) =>
        Is(pattern)
            ? Regex.IsMatch(name, ExpressionOf(pattern), RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.NonBacktracking)
            : name.Equals(pattern, StringComparison.OrdinalIgnoreCase);

    private static string ExpressionOf(string pattern)
    {
        var result = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            // No name holds a bracket, so that a set needs no way to write one.
            if (pattern[i] == '[')
            {
                var end = pattern.IndexOf(']', i);
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
