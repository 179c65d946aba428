using System.Text.RegularExpressions;

namespace ContainerState.Errors;

/// <summary>Takes out of a text what nobody is to read there: errors and progress go to logs, mails and Git.</summary>
public static partial class Withheld
{
    /// <summary>The text, with URLs without their user and password. Of ssh, a user alone stays: it is a name, and no token.</summary>
    public static string FromUrls(string text) => text.Contains('@', StringComparison.Ordinal) ? UserInfo().Replace(text, "${scheme}${user}") : text;

    // RFC 3986, 3.2.1: what is between the two slashes and the last @ before the path. Some passwords hold an @.
    [GeneratedRegex("""\b(?<scheme>[a-z][a-z0-9+.-]*://)(?:(?<=ssh://)(?<user>[^\s/:@'"]+@)|[^\s/'"]*@)""", RegexOptions.IgnoreCase)]
    private static partial Regex UserInfo();
}
