using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Repositories;

/// <summary>URLs that a repository, not its user, names.</summary>
internal static class SubmoduleUrl
{
    /// <summary>The URL that .gitmodules means, as gitsubmodules(7) says of relative ones.</summary>
    /// <param name="owner">The URL that the owner was fetched from.</param>
    /// <param name="url">The URL in its .gitmodules.</param>
    /// <exception cref="UnsafeUrlException">
    /// It could mean something else, or a repository from elsewhere names a folder of this machine (CVE-2022-39253).
    /// </exception>
    public static string Resolve(string owner, string url)
    {
        if (url is not ("." or "..") && !url.StartsWith("./", StringComparison.Ordinal) && !url.StartsWith("../", StringComparison.Ordinal))
        {
            _ = GitUrl.Require(url);
            return IsLocal(url) && !IsLocal(owner)
                ? throw new UnsafeUrlException(url, "a repository from elsewhere must not name a folder of this machine")
                : url;
        }
        var result = owner.TrimEnd('/');
        foreach (var part in url.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                var cut = result.LastIndexOfAny(['/', ':']);
                result = cut > 0 ? result[..cut] : throw new UnsafeUrlException(url, "it leaves the server");
            }
            else if (part != ".")
            {
                result += "/" + part;
            }
        }
        return GitUrl.Require(result);
    }

    /// <summary>True when what a URL means depends on where its owner is from.</summary>
    public static bool DependsOnOwner(string url) =>
        url is "." or ".." || url.StartsWith("./", StringComparison.Ordinal) || url.StartsWith("../", StringComparison.Ordinal) || IsLocal(url);

    private static bool IsLocal(string url) => url.StartsWith('/') || url.StartsWith("file://", StringComparison.Ordinal);
}
