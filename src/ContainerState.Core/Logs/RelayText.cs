using ContainerState.Errors;

namespace ContainerState.Logs;

/// <summary>Checks strings on their way into the relay's configuration, where a quote would end a value.</summary>
internal static class RelayText
{
    /// <summary>A word: letters, digits, and what host names, addresses and ids are made of.</summary>
    /// <exception cref="InvalidNameException">It has anything else.</exception>
    public static string Word(string value) =>
        value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':')
            ? value
            : throw new InvalidNameException("word for the log relay", value, "letters, digits, dots, hyphens, underscores and colons");

    /// <summary>An absolute path that the relay takes for nothing but itself: no wildcard, no quote, no blank.</summary>
    /// <exception cref="InvalidNameException">It has anything else.</exception>
    public static string FilePath(string value) =>
        value.StartsWith('/') && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or '+')
            ? value
            : throw new InvalidNameException(
                "folder of the log relay", value, "a CONTAINERSTATE_HOME of letters, digits, slashes, dots, hyphens and underscores");
}
