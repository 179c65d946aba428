using System.Globalization;
using System.Text.RegularExpressions;
using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>Tells of what mmdebstrap, and apt and dpkg below it, install, by package.</summary>
/// <remarks>
/// Maintainer scripts write to the same place, and may write what looks like a line of dpkg. So it is only shown, and only what
/// can be a package's name and version.
/// </remarks>
/// <param name="progress">Is told.</param>
/// <param name="plan">What will be installed.</param>
internal sealed partial class DebianProgress(IProgress<StepProgress>? progress, AptPlan plan)
{
    private readonly HashSet<(string Action, string Package)> _done = [];

    // dpkg unpacks each, and sets it up.
    private readonly double _all = Math.Max(1, plan.Files.Count * 2);

    /// <summary>Takes a line that was written to standard error.</summary>
    public void Tell(string line)
    {
        if (progress is null || line.Length > 4096)
        {
            return;
        }
        if (Package().Match(line) is { Success: true } said)
        {
            var (action, package) = (said.Groups["action"].Value, said.Groups["package"].Value);
            _done.Add((action, package));
            progress.Report(new StepProgress("Import", string.Create(CultureInfo.InvariantCulture, $"{plan.Summary}: {char.ToLowerInvariant(action[0])}{action[1..]} {package} {said.Groups["version"].Value}"), Math.Min(1, _done.Count / _all)));
        }
        else if (Step().Match(line) is { Success: true } step)
        {
            progress.Report(new StepProgress("Import", $"{plan.Summary}: {step.Groups["what"].Value}", _done.Count == 0 ? null : Math.Min(1, _done.Count / _all)));
        }
    }

    // Of dpkg: Unpacking NAME:ARCHITECTURE (VERSION) ..., and more where it was there before.
    [GeneratedRegex(@"^(?<action>Unpacking|Setting up) (?<package>[a-z0-9][a-z0-9+.-]{0,100})(?::[a-z0-9-]{1,20})? \((?<version>[A-Za-z0-9.+~:-]{1,100})\)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Package();

    // Of mmdebstrap, where it has begun another part, and not of the folders and hooks in between.
    [GeneratedRegex(@"^I: (?<what>[a-z][a-z ]{1,60})(?:\.\.\.|$)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Step();
}
