using System.Globalization;
using System.Text.RegularExpressions;
using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>Tells of what apt fetches, by package.</summary>
/// <param name="progress">Is told.</param>
/// <param name="packages">How many packages there will be; 0 when nobody knows, or when it is lists.</param>
internal sealed partial class AptProgress(IProgress<StepProgress>? progress, int packages = 0)
{
    private int _packages;

    /// <summary>Takes a line of apt's output.</summary>
    public void Tell(string line)
    {
        if (progress is null || Fetched().Match(line) is not { Success: true } said)
        {
            return;
        }
        // Its two forms: suite/component ARCHITECTURE PACKAGE ARCHITECTURE VERSION, and a suite's list.
        if (packages > 0 && said.Groups["package"] is { Success: true } package)
        {
            _packages++;
            progress.Report(new StepProgress("Fetch", string.Create(CultureInfo.InvariantCulture, $"{package.Value} {said.Groups["version"].Value} ({_packages} of {packages})"), Math.Min(1, (double)_packages / packages)));
            return;
        }
        progress.Report(new StepProgress("Fetch", LineText.Clean(said.Groups["what"].Value.TrimEnd())));
    }

    // Get:NUMBER URL WHAT [SIZE]
    [GeneratedRegex(@"^Get:[0-9]{1,9} [^ ]+ (?<what>[^ ]+(?: [a-z0-9-]+ (?<package>[a-z0-9][a-z0-9+.-]*) [a-z0-9-]+ (?<version>[A-Za-z0-9.+~:-]+)| [^\[]+)?) ?(?:\[[^\]]*\])?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Fetched();
}
