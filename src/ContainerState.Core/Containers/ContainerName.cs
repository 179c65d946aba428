using System.Globalization;
using System.Text.RegularExpressions;
using ContainerState.Errors;

namespace ContainerState.Containers;

/// <summary>
/// The names of containers: each becomes a folder, a cgroup, LXC's lock and a socket's folder, and that of a server its host
/// name. All of them follow from the name, so that two containers of different names share none.
/// </summary>
/// <remarks>Two spaces that cannot meet: a build container's has a dot, and a server's has none.</remarks>
internal static partial class ContainerName
{
    /// <summary>What the name of each build container begins with.</summary>
    public const string BuildPrefix = "build.";

    /// <summary>The name of the build container with that number.</summary>
    public static string OfBuild(int number) => BuildPrefix + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>True for a name that a server may have.</summary>
    public static bool IsOfServer(string name) => ServerPattern().IsMatch(name);

    /// <summary>The name, when a server, or whatever else has a host name, may have it.</summary>
    /// <exception cref="InvalidNameException">It is none.</exception>
    public static string OfServer(string name) =>
        IsOfServer(name)
            ? name
            : throw new InvalidNameException("server name", name, "1 to 40 lower-case letters, digits and hyphens, with no hyphen at either end");

    /// <summary>A server's name as somebody typed it: none has a capital letter, so that any case means the same.</summary>
    public static string AsTyped(string name) => name.ToLowerInvariant();

    /// <summary>The name, when a server of this or of an earlier version may have it, which also took those of build containers.</summary>
    /// <exception cref="InvalidNameException">It is none.</exception>
    public static string OfServerThatIs(string name) =>
        name.StartsWith(BuildPrefix, StringComparison.Ordinal) && ServerPattern().IsMatch(name[BuildPrefix.Length..]) ? name : OfServer(name);

    // Four more than a person may give: for the "-500" behind it.
    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,42}[a-z0-9])?\\z")]
    private static partial Regex ServerPattern();
}
