using System.Text;
using System.Text.RegularExpressions;

namespace ContainerState.Errors;

/// <summary>Takes out of a text what nobody is to read there: errors, progress and reports go to logs, mails and Git.</summary>
/// <remarks>Rather too much than too little: nobody misses a word of an address that they know.</remarks>
public static partial class Withheld
{
    private const string Hidden = "…";

    /// <summary>
    /// The text, in which URLs have <c>…</c> for their user and password, and for their query, which may hold a token. Of ssh, and of
    /// <c>user@host:path</c>, a user alone stays: it is a name, and no token. So do paths and mail addresses.
    /// </summary>
    public static string FromUrls(string text) =>
        text.Contains('@', StringComparison.Ordinal) || text.Contains('?', StringComparison.Ordinal) ? Word().Replace(text, word => FromUrl(word.Value)) : text;

    /// <summary>True when the URL holds a password or a token, and so lets in whoever reads it. A query makes it none: Git's servers ask for no key there.</summary>
    public static bool IsKey(string url) => KeyEnd(url, Start(url, 0), url.LastIndexOf('@')) > 0;

    /// <summary>The same for a URL by itself, which may hold what would end it in a text.</summary>
    /// <param name="word">The URL. It may have another one in its path, and several may be joined by commas.</param>
    public static string FromUrl(string word)
    {
        var shown = new StringBuilder();
        var last = word.LastIndexOf('@');
        for (var done = 0; done < word.Length;)
        {
            var start = Start(word, done);
            var key = KeyEnd(word, start, last);
            _ = key > 0 ? shown.Append(word, done, start - done).Append(Hidden) : shown.Append(word, done, start - done);
            done = Math.Max(start, key);
            var next = word.IndexOf("://", done, StringComparison.Ordinal) is var other and >= 0 ? other : word.Length;
            if (start > 0 && word.IndexOf('?', done, next - done) is var query and >= 0 && word.TrimEnd('.', ',', ';', ')', '>').Length is var end && end > query + 1)
            {
                return shown.Append(word, done, query + 1 - done).Append(Hidden).Append(word, end, word.Length - end).ToString();
            }
            shown.Append(word, done, next - done);
            done = next;
        }
        return shown.ToString();
    }

    // Where the address begins, behind what says that it is a URL; 0 for a word that is none.
    private static int Start(string word, int from) =>
        word.IndexOf("://", from, StringComparison.Ordinal) is var scheme and >= 0 ? scheme + 3
        : word.StartsWith("//", StringComparison.Ordinal) ? 2
        : 0;

    // The @ behind what lets somebody in; 0 if there is none.
    private static int KeyEnd(string word, int start, int last)
    {
        var rest = word.AsSpan(start);
        var authority = rest.IndexOfAny("/?#") is var end and >= 0 ? rest[..end] : rest;
        var at = authority.LastIndexOf('@');
        if (at < 0 && start > 0 && IsNoHost(authority))
        {
            at = last - start;
        }
        if (at <= 0)
        {
            return 0;
        }
        var isName = start == 0
            ? authority.IndexOf(':') is var colon && (colon < 0 || colon > authority.IndexOf('@'))
            : word.AsSpan(0, start).EndsWith("ssh://", StringComparison.OrdinalIgnoreCase) && !rest[..at].Contains(':');
        return isName ? 0 : start + at;
    }

    // Text behind the colon is no port, but the beginning of a password: a slash in it ends the host for some programs, and not for others.
    private static bool IsNoHost(ReadOnlySpan<char> authority)
    {
        var host = authority.StartsWith("[") ? authority[(authority.IndexOf(']') + 1)..] : authority;
        return host.IndexOf(':') is var colon and >= 0 && host[(colon + 1)..].ContainsAnyExceptInRange('0', '9');
    }

    [GeneratedRegex(@"[^\s'""]+", RegexOptions.None, 1000)]
    private static partial Regex Word();
}
