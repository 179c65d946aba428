using ContainerState.Errors;

namespace ContainerState.Imports.Packages;

/// <summary>Package URLs, as the purl specification has them (ECMA-427).</summary>
internal static class PackageUrls
{
    /// <summary>That of a Debian package; empty when the name cannot be one's.</summary>
    /// <param name="item">The package.</param>
    /// <param name="suite">The suite that it is from.</param>
    public static string OfDebian(ImportedItem item, string suite) => DebianNames.IsPackage(item.Name)
        ? Of($"deb/debian/{Escape(item.Name)}", item.Version, ("arch", item.Architecture), ("distro", suite))
        : "";

    /// <summary>That of a file; empty when the name cannot be one's.</summary>
    /// <param name="item">The file.</param>
    /// <param name="url">Where it comes from; empty where that is not known.</param>
    public static string OfFile(ImportedItem item, string url = "") =>
        Generic(item.Name, item.Version, ("checksum", item.Sha256.Length > 0 ? "sha256:" + item.Sha256 : ""), ("download_url", url));

    /// <summary>That of a commit of a Git repository; empty when the name cannot be one's.</summary>
    /// <param name="name">The repository's name.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="source">Its place, by <see cref="SourceOf"/>; empty where that is on one machine.</param>
    public static string OfGit(string name, string commit, string source) => Generic(name, commit, ("vcs_url", source));

    /// <summary>Where a commit comes from, as SPDX writes it; empty for a place on one machine, and for a URL that is not for everybody.</summary>
    /// <param name="url">The repository's URL, as git has it.</param>
    /// <param name="commit">The commit.</param>
    public static string SourceOf(string url, string commit) => Public(url) is { Length: > 0 } open ? $"git+{open}@{commit}" : "";

    /// <summary>A URL that anybody may read and fetch from; empty for any other.</summary>
    public static string Public(string url)
    {
        if (!url.Contains("://", StringComparison.Ordinal) && url.IndexOf(':') is var colon and > 0 && !url.AsSpan(0, colon).Contains('/'))
        {
            // As ssh has it, host:path.
            url = $"ssh://{url[..colon]}/{url[(colon + 1)..].TrimStart('/')}";
        }
        return Uri.TryCreate(url, UriKind.Absolute, out var known) && known.Scheme is "https" or "http" or "git" or "ssh" && known.Host.Length > 0 && known.Query.Length == 0
            && (known.Scheme == "ssh" || known.UserInfo.Length == 0) && !Withheld.IsKey(url)
            ? known.AbsoluteUri
            : "";
    }

    private static string Generic(string name, string version, params ReadOnlySpan<(string Key, string Value)> qualifiers) =>
        name is "" or "." or ".." ? "" : Of($"generic/{Escape(name)}", version, qualifiers);

    // The qualifiers are in the order of their keys.
    private static string Of(string package, string version, params ReadOnlySpan<(string Key, string Value)> qualifiers)
    {
        var url = $"pkg:{package}{(version.Length > 0 ? "@" + Escape(version) : "")}";
        var sign = '?';
        foreach (var (key, value) in qualifiers)
        {
            if (value.Length > 0)
            {
                url += $"{sign}{key}={Escape(value).Replace("%2F", "/", StringComparison.Ordinal)}";
                sign = '&';
            }
        }
        return url;
    }

    // A colon stays, wherever it is.
    private static string Escape(string text) => Uri.EscapeDataString(text).Replace("%3A", ":", StringComparison.Ordinal);
}
