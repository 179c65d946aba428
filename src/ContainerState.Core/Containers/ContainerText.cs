using System.Text.RegularExpressions;
using ContainerState.Errors;

namespace ContainerState.Containers;

/// <summary>
/// Checks strings on their way into a container's configuration, where a newline would be the next line, and on their
/// way into arguments, where a NUL would be the end.
/// </summary>
internal static partial class ContainerText
{
    /// <summary>A value that the configuration's parser hands on as it is.</summary>
    /// <remarks>The parser splits lines at CR and LF, trims blanks at both ends, and takes a pair of quotes around a value away.</remarks>
    /// <exception cref="InvalidNameException">It has a control character, or begins or ends with a blank, or begins with a quote.</exception>
    public static string Value(string kind, string value)
    {
        foreach (var c in value)
        {
            if (char.IsControl(c) || c is '\u2028' or '\u2029')
            {
                throw new InvalidNameException(kind, value, "a text on one line, without control characters");
            }
        }
        if (value.Length > 0 && (char.IsWhiteSpace(value[0]) || char.IsWhiteSpace(value[^1]) || value[0] is '"' or '\''))
        {
            throw new InvalidNameException(kind, value, "a text that neither begins nor ends with a blank, nor begins with a quote");
        }
        return value;
    }

    /// <summary>A variable, as <c>NAME=value</c>.</summary>
    public static string Variable(string name, string value)
    {
        if (!VariableName().IsMatch(name))
        {
            throw new InvalidNameException("environment variable", name, "letters, digits and underscores, not beginning with a digit");
        }
        return Value($"value of {name}", $"{name}={value}");
    }

    /// <summary>A path on the server, without its leading slash.</summary>
    /// <remarks>Stricter than a value: mount entries split at blanks and read \040 as one.</remarks>
    public static string MountTarget(string path)
    {
        var parts = path.Split('/');
        if (path.Length < 2
            || path[0] != '/'
            || parts.Skip(1).Any(part => part is "" or "." or "..")
            || path.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '\\' or '"' or '\''))
        {
            throw new InvalidNameException(
                "writable path", path, "an absolute path without blanks, backslashes, quotes, control characters, '.', '..' or double slashes");
        }
        if (parts[1] is "proc" or "sys" || path == "/dev")
        {
            throw new InvalidNameException("writable path", path, "a path outside of /proc and /sys, and not /dev itself");
        }
        return path[1..];
    }

    /// <summary>The words of a command on the server.</summary>
    public static IReadOnlyList<string> Command(string kind, IReadOnlyList<string> words)
    {
        if (words.Count == 0 || !words[0].StartsWith('/'))
        {
            throw new InvalidNameException(kind, words.Count == 0 ? "" : words[0], "the absolute path of a program on the server, and its arguments");
        }
        foreach (var word in words)
        {
            if (word.Contains('\0'))
            {
                throw new InvalidNameException(kind, word, "arguments without NUL");
            }
        }
        return words;
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*\\z")]
    private static partial Regex VariableName();
}
