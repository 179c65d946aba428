using System.Text.RegularExpressions;
using ContainerState.Errors;

namespace ContainerState.Dependencies;

/// <summary>What apt would install.</summary>
/// <param name="Packages">The packages' names, those that are needed among them.</param>
/// <param name="Size">What they take on a disk, in apt's words, such as <c>50.3 MB</c>.</param>
internal sealed partial record AptPlan(IReadOnlyList<string> Packages, string Size)
{
    /// <summary>It in a few words.</summary>
    public string Summary => $"{(Packages.Count == 1 ? "1 package" : $"{Packages.Count} packages")}, {Size}";

    /// <summary>Reads what <c>apt-get install --print-uris</c> says in English: a line for each file, and a summary.</summary>
    public static AptPlan Parse(string text)
    {
        var size = Space().Match(text);
        var names = Archive().Matches(text).Select(match => match.Groups["name"].Value).ToList();
        return names.Count > 0 && size.Success
            ? new AptPlan(names, size.Groups["size"].Value)
            : throw new RemoteException("apt-get", "it does not say what it would install", "Check what apt-get install --print-uris prints for the packages.");
    }

    // 'URL' NAME_VERSION_ARCHITECTURE.deb SIZE DIGEST, of which the digest may be missing.
    [GeneratedRegex(@"^'[^'\n]+' (?<name>[a-z0-9][a-z0-9+.-]*)_[^_\s]+_[a-z0-9-]+\.deb [0-9]+", RegexOptions.CultureInvariant | RegexOptions.Multiline, 5000)]
    private static partial Regex Archive();

    [GeneratedRegex(@"^After this operation, (?<size>[0-9.,]+ [kMGT]?B) of additional disk space", RegexOptions.CultureInvariant | RegexOptions.Multiline, 5000)]
    private static partial Regex Space();
}
