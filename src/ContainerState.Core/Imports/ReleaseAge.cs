using System.Globalization;
using System.Text.RegularExpressions;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>Says of signed lists that have become too old which they are. Whether they are is for apt and its settings to tell.</summary>
internal static partial class ReleaseAge
{
    // In a URL, and in the names of files in apt's folder of lists, which have underscores for slashes.
    private const string Suites = "dists";

    /// <summary>The suite that a file in apt's folder of lists is of.</summary>
    /// <param name="name">The file's name.</param>
    public static string SuiteOf(string name)
    {
        const string Folder = "_" + Suites + "_";
        var begin = name.LastIndexOf(Folder, StringComparison.Ordinal);
        var end = name.LastIndexOf('_');
        return begin >= 0 && begin + Folder.Length < end ? Uri.UnescapeDataString(name[(begin + Folder.Length)..end]) : name;
    }

    /// <summary>What to say of lists that are too old, where apt took them; null when they are not.</summary>
    /// <param name="suite">Their suite.</param>
    /// <param name="file">What was signed.</param>
    /// <param name="now">The time.</param>
    public static string? WarningOf(string suite, ReleaseFile file, DateTimeOffset now) => file.ValidUntil is { } until && until < now
        ? $"The lists of Debian {suite} counted until {Text(until)}, so security updates since then are missing. They were taken because apt's settings on this machine say so: Acquire::Check-Valid-Until or Acquire::Check-Date is \"false\"."
        : null;

    /// <summary>Fails when apt did because lists are too old.</summary>
    /// <param name="result">What apt left.</param>
    /// <param name="partial">The folder of what apt has verified and not taken.</param>
    /// <param name="wanted">What it was asked for.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Remote"/>: They are.</exception>
    public static void Require(ProgramResult result, string partial, AptSources.Wanted wanted)
    {
        if (Expired().Match(result.Error) is not { Success: true } said)
        {
            return;
        }
        var url = said.Groups["url"].Value;
        var end = "_" + url[(url.LastIndexOf($"/{Suites}/", StringComparison.Ordinal) + 1)..].Replace('/', '_');
        var file = Directory.Exists(partial) ? Directory.EnumerateFiles(partial).FirstOrDefault(path => path.EndsWith(end, StringComparison.Ordinal)) : null;
        var until = file is null ? null : ReleaseFile.ReadFile(file, url).ValidUntil;
        throw DebianFaults.TooOld(wanted.Mirror, wanted.Suite, SuiteOf(end), until is { } moment ? Text(moment) : said.Groups["ago"].Value + " ago");
    }

    private static string Text(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^E: Release file for (?<url>[^ \n]+) is expired \(invalid since (?<ago>[0-9a-z ]+)\)", RegexOptions.CultureInvariant | RegexOptions.Multiline, 5000)]
    private static partial Regex Expired();
}
