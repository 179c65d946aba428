using System.Text.RegularExpressions;
using ContainerState.Errors;

namespace ContainerState.Imports;

/// <summary>What apt and mmdebstrap may be given: nothing that they would take for more than a name or a URL.</summary>
internal static partial class DebianNames
{
    /// <summary>Refuses what cannot be a package's name.</summary>
    public static void RequirePackage(string kind, string package)
    {
        if (!IsPackage(package))
        {
            throw new InvalidNameException(kind, package, "lower-case letters, digits, +, - and ., beginning with a letter or digit");
        }
    }

    /// <summary>True for what can be a package's name.</summary>
    public static bool IsPackage(string package) => PackageName().IsMatch(package);

    /// <summary>Refuses what cannot be a suite's name.</summary>
    public static void RequireSuite(string suite)
    {
        if (!SuiteName().IsMatch(suite))
        {
            throw new InvalidNameException("Debian suite", suite, "a suite's name such as bookworm");
        }
    }

    /// <summary>Refuses what cannot be a mirror's URL; null is Debian's own.</summary>
    public static void RequireMirror(string? mirror)
    {
        if (mirror is not null && (!Uri.TryCreate(mirror, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || mirror.Any(c => char.IsControl(c) || c == ' ')))
        {
            throw new InvalidNameException("mirror", mirror, "an http:// or https:// URL without spaces");
        }
    }

    /// <summary>A mirror's URL as it may stand in Git, where everybody reads it: without a user's name, a password or a query.</summary>
    public static string? Public(string? mirror) =>
        mirror is null ? null : new Uri(mirror).GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>The parameter of a record which says that its mirror is not the whole URL that was given.</summary>
    public const string Withheld = "mirrorWithheld";

    /// <summary>What a record says of a mirror.</summary>
    public static IEnumerable<(string Name, string? Value)> Recorded(string? mirror) =>
        [("mirror", Public(mirror)), (Withheld, mirror is not null && new Uri(mirror) is var url && (url.UserInfo.Length > 0 || url.Query.Length > 0) ? "user name, password or query" : null)];

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9+.-]{1,100}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PackageName();

    [GeneratedRegex(@"\A[a-z][a-z0-9.-]{1,40}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SuiteName();
}
