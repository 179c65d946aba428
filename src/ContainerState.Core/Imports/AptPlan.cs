using System.Globalization;
using System.Text.RegularExpressions;
using ContainerState.Git;

namespace ContainerState.Imports;

/// <summary>What apt would install.</summary>
/// <param name="Files">The packages, those that are needed among them.</param>
/// <param name="Size">What they take on a disk, in apt's words, such as <c>50.3 MB</c>.</param>
internal sealed partial record AptPlan(IReadOnlyList<AptFile> Files, string Size)
{
    // As apt has them.
    private const string Units = "kMGT";

    /// <summary>It in a few words.</summary>
    public string Summary => $"{(Files.Count == 1 ? "1 package" : $"{Files.Count} packages")}, {Size}";

    /// <summary>The packages' names.</summary>
    public IEnumerable<string> Packages => Files.Select(file => file.Package);

    /// <summary>What the packages' files and what is in them take together, in bytes.</summary>
    public long Bytes => Files.Sum(file => file.Size) + Parse(Size.Split(' '));

    /// <summary>Reads what <c>apt-get install --print-uris</c> says in English: a line for each file, and a summary.</summary>
    public static AptPlan Parse(string text)
    {
        var size = Space().Match(text);
        var files = Archive().Matches(text)
            .Select(match => new AptFile(match.Groups["package"].Value, match.Groups["file"].Value, long.Parse(match.Groups["size"].Value, CultureInfo.InvariantCulture), match.Groups["digest"].Value))
            .ToList();
        return files.Count > 0 && size.Success
            ? new AptPlan(files, size.Groups["size"].Value)
            : throw RemoteFaults.Failed("apt-get", "it does not say what it would install", "Check what apt-get install --print-uris prints for the packages.");
    }

    /// <summary>Reads what <c>apt-get source --print-uris</c> says: a line for each file.</summary>
    public static IReadOnlyList<AptFile> ParseSource(string text) =>
        [.. Source().Matches(text).Select(match => new AptFile("", match.Groups["file"].Value, long.Parse(match.Groups["size"].Value, CultureInfo.InvariantCulture), match.Groups["digest"].Value))];

    /// <summary>Reads what <c>apt-cache madison</c> says: a line for each version in each suite, <c>package | version | URL suite/component architecture Packages</c>.</summary>
    public static IReadOnlyList<(string Package, string Version, string Suite)> ParseVersions(string text) =>
        [.. Version().Matches(text).Select(match => (match.Groups["package"].Value, match.Groups["version"].Value, match.Groups["suite"].Value))];

    private static long Parse(string[] words) =>
        (long)(double.Parse(words[0], NumberStyles.Number, CultureInfo.InvariantCulture) * Math.Pow(1000, Units.IndexOf(words[1][0], StringComparison.Ordinal) + 1));

    // 'URL' NAME_VERSION_ARCHITECTURE.deb SIZE KIND:DIGEST.
    [GeneratedRegex(@"^'[^'\n]+' (?<file>(?<package>[a-z0-9][a-z0-9+.-]*)_[A-Za-z0-9.+~%-]+_[a-z0-9-]+\.deb) (?<size>[0-9]{1,12}) (?:SHA256:(?<digest>[0-9a-f]{64}))?", RegexOptions.CultureInvariant | RegexOptions.Multiline, 5000)]
    private static partial Regex Archive();

    // 'URL' FILE SIZE KIND:DIGEST.
    [GeneratedRegex(@"^'[^'\n]+' (?<file>[a-z0-9][A-Za-z0-9.+~%_-]+) (?<size>[0-9]{1,12}) (?:SHA256:(?<digest>[0-9a-f]{64}))?", RegexOptions.CultureInvariant | RegexOptions.Multiline, 5000)]
    private static partial Regex Source();

    [GeneratedRegex(@"^ *(?<package>[a-z0-9][a-z0-9+.-]*) \| *(?<version>[A-Za-z0-9.+~:-]+) *\| [^ \n]+ (?<suite>[A-Za-z0-9.-]+)/", RegexOptions.CultureInvariant | RegexOptions.Multiline, 5000)]
    private static partial Regex Version();

    [GeneratedRegex(@"^After this operation, (?<size>[0-9][0-9.,]* [kMGT]?B) of additional disk space", RegexOptions.CultureInvariant | RegexOptions.Multiline, 5000)]
    private static partial Regex Space();
}
