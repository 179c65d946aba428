using ContainerState.Errors;

namespace ContainerState.Definitions;

/// <summary>Which names and paths a state repository may use.</summary>
internal static class StateNames
{
    /// <summary>The most characters of a server's name.</summary>
    public const int LongestServerName = 40;

    /// <summary>The most characters of a dependency's or component's name.</summary>
    public const int LongestPartName = 60;

    /// <summary>The most characters of a path on a server.</summary>
    public const int LongestPath = 1000;

    /// <summary>The folder of the dependencies in a repository.</summary>
    public const string DependencyFolder = "deps/";

    /// <summary>What a server's name is, in words.</summary>
    public const string ServerRule = "lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen, at most 40 characters";

    /// <summary>What a dependency's or component's name is, in words.</summary>
    public const string PartRule = "letters, digits, dots, hyphens and underscores, beginning with a letter or digit, at most 60 characters";

    /// <summary>Where a dependency is pinned: a path in the repository, and the name of the branch of an import.</summary>
    public static string DependencyPath(string name) => DependencyFolder + name;

    /// <summary>True for a name that a server may have.</summary>
    public static bool IsServerName(string name) =>
        name.Length is > 0 and <= LongestServerName && char.IsAsciiLetterLower(name[0]) && name[^1] != '-'
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <summary>A name that a server may have, out of a folder's: itself where it can be.</summary>
    public static string ServerNameOf(string folder)
    {
        var parts = new string([.. folder.ToLowerInvariant().Select(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) ? c : '-')])
            .Split('-', StringSplitOptions.RemoveEmptyEntries);
        var name = string.Join('-', parts.Length > 0 && char.IsAsciiLetterLower(parts[0][0]) ? parts : ["server", .. parts]);
        return IsServerName(folder) ? folder : name.Length > LongestServerName ? name[..LongestServerName].TrimEnd('-') : name;
    }

    /// <summary>True for a name that a dependency or component may have: a file name, a branch name and no option.</summary>
    public static bool IsPartName(string name) =>
        name.Length is > 0 and <= LongestPartName && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
        && !name.Contains("..", StringComparison.Ordinal)
        && !name.EndsWith(".lock", StringComparison.OrdinalIgnoreCase) && !name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase);

    /// <summary>Hands back a name that a dependency or component may have.</summary>
    /// <exception cref="InvalidNameException">It may not.</exception>
    public static string RequirePartName(string kind, string name) =>
        IsPartName(name) ? name : throw new InvalidNameException(kind, name, PartRule);

    /// <summary>Why a path on the server is refused; null when it is not.</summary>
    /// <param name="path">An absolute path.</param>
    public static string? ServerPathFault(string path)
    {
        if (path.Length == 0 || path[0] != '/')
        {
            return "it does not begin with a slash";
        }
        if (path.Length > LongestPath || path.Any(char.IsControl) || path.Contains('\uFFFD'))
        {
            return "it is too long or holds a control character";
        }
        return path.Length > 1 && path[1..].Split('/').Any(part => part is "" or "." or "..")
            ? "it holds an empty part, . or .., or ends with a slash"
            : null;
    }

    /// <summary>Why a path in the repository is refused; null when it is not.</summary>
    public static string? RepositoryPathFault(string path) =>
        path.Length == 0 || path[0] == '/' || path.Contains('\\') ? "it is not relative to the repository" : ServerPathFault("/" + path) is null ? null : "it leaves the repository, or is not normalised";
}
