using System.Text.RegularExpressions;

namespace ContainerState.Git;

/// <summary>Takes what may be a secret out of text that is handed on: the names and passwords in URLs, and their queries, which hold tokens.</summary>
/// <remarks>Rather too much than too little: nobody misses a word of an address that they know.</remarks>
internal static partial class SecretText
{
    private const string Hidden = "…";

    // git@ is what everybody writes before the address of a forge.
    private const string Common = "git";

    /// <summary>The text without them.</summary>
    public static string Hide(string text) =>
        text.Contains('@', StringComparison.Ordinal) || text.Contains('?', StringComparison.Ordinal) ? Word().Replace(text, word => Of(word.Value)) : text;

    private static string Of(string word)
    {
        var scheme = word.IndexOf("://", StringComparison.Ordinal);
        return scheme > 0 ? word[..(scheme + 3)] + WithoutUser(WithoutQuery(word[(scheme + 3)..]), isUrl: true)
            : word.Contains(':', StringComparison.Ordinal) ? WithoutUser(word, isUrl: false)
            : word;
    }

    private static string WithoutQuery(string rest) => rest.IndexOf('?', StringComparison.Ordinal) is var query and >= 0 ? rest[..(query + 1)] + Hidden : rest;

    private static string WithoutUser(string rest, bool isUrl)
    {
        var authority = rest.IndexOfAny(['/', '?', '#']) is var end and >= 0 ? rest[..end] : rest;
        var at = authority.LastIndexOf('@');
        // A slash in a password ends the host for some, and not for others.
        if (at < 0 && (!isUrl || (authority.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 && !authority[(colon + 1)..].All(char.IsAsciiDigit))))
        {
            at = rest.LastIndexOf('@');
        }
        return at < 0 || rest[..at] == Common ? rest : $"{Hidden}@{rest[(at + 1)..]}";
    }

    [GeneratedRegex(@"[^\s'""<>()]+", RegexOptions.None, 1000)]
    private static partial Regex Word();
}
