using ContainerState.Errors;

namespace ContainerState.Git;

/// <summary>Which URLs git may be given.</summary>
public static class GitUrl
{
    private static readonly string[] Schemes = ["https://", "http://", "ssh://", "git://", "file://"];

    /// <summary>Hands the URL back when git can take it only for a URL.</summary>
    /// <remarks>Refuses option-like URLs (CVE-2018-17456), transport helpers such as <c>ext::</c>, and control characters.</remarks>
    /// <exception cref="UnsafeUrlException">It could mean something else.</exception>
    public static string Require(string url)
    {
        var reason = url switch
        {
            "" => "it is empty",
            _ when url.Any(char.IsControl) => "it holds a control character",
            _ when url[0] == '-' => "it would be read as an option",
            _ when url.Contains("::", StringComparison.Ordinal) && !url.Contains('[') => "transport helpers can run any program",
            _ when Schemes.Any(scheme => url.StartsWith(scheme, StringComparison.Ordinal)) => HostFault(url),
            _ when url[0] == '/' => null,
            _ when IsScp(url) => null,
            _ => "it is neither a URL nor an absolute path",
        };
        return reason is null ? url : throw new UnsafeUrlException(url, reason);
    }

    /// <summary>The same for a URL that is committed, where everybody reads it: one with a token or a password is refused as well.</summary>
    /// <exception cref="UnsafeUrlException">It could mean something else, or lets somebody in.</exception>
    public static string RequireForAll(string url) => Withheld.IsKey(Require(url))
        ? throw new UnsafeUrlException(url, "its user or password would be committed, for everybody to read; a credential helper of git's can keep it, or url.<base>.insteadOf in your own git configuration")
        : url;

    /// <summary>A name for what the URL points to: its last part without <c>.git</c>, made a valid name.</summary>
    public static string NameOf(string url)
    {
        var last = url.TrimEnd('/').Split('/', ':')[^1];
        last = last.EndsWith(".git", StringComparison.Ordinal) ? last[..^4] : last;
        return new string([.. last.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-')]).Trim('-', '.');
    }

    private static string? HostFault(string url)
    {
        var rest = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var host = rest.Split('/')[0].Split('@')[^1];
        return host.StartsWith('-') || rest.StartsWith('-') ? "its host would be read as an option" : null;
    }

    // user@host:path, with nothing in user or host that a shell or ssh would take for more.
    private static bool IsScp(string url)
    {
        var colon = url.IndexOf(':');
        return colon > 0 && colon < url.Length - 1 && url[colon + 1] != '-'
            && url[..colon].All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '@')
            && url[..colon].Contains('@') && !url[..colon].Split('@')[^1].StartsWith('-');
    }
}
