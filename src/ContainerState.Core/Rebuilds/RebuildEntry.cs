using System.Text.Json;
using ContainerState.Git;
using ContainerState.Servers;

namespace ContainerState.Rebuilds;

/// <summary>An entry of a history.</summary>
/// <param name="Id">Its commit.</param>
/// <param name="Report">What it says.</param>
internal sealed record RebuildEntry(string Id, RebuildReport Report)
{
    // More than ten years.
    private const double MostSeconds = 1e9;

    /// <summary>Reads the text of an entry, which anybody who may write to the repository may have written.</summary>
    /// <param name="json">The text.</param>
    /// <param name="name">The name whose history it is in.</param>
    /// <returns>What it says; null when that is no report of a run of that name.</returns>
    public static RebuildReport? Parse(ReadOnlySpan<byte> json, string name)
    {
        try
        {
            return JsonSerializer.Deserialize(json, RebuildJson.Default.RebuildReport) is { } read && read.Name == name && Whole(read) is var report && IsSound(report) ? report : null;
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            return null;
        }
    }

    // What an entry leaves out is null to the generated reader, whatever its type says; any other null is refused where it is written.
    private static RebuildReport Whole(RebuildReport read)
    {
        var report = read with
        {
            Runs = Math.Max(1, read.Runs),
            Commit = read.Commit ?? "",
            Image = read.Image ?? "",
            PreviousCommit = read.PreviousCommit ?? "",
            PreviousImage = read.PreviousImage ?? "",
            Generation = read.Generation ?? "",
            Servers = [.. read.Servers.OfType<string>()],
            PreviousServers = [.. read.PreviousServers.OfType<string>()],
            Steps = [.. read.Steps.OfType<RebuildStep>()],
            Updates = [.. read.Updates.OfType<RebuildUpdate>()],
            Tests = [.. read.Tests.OfType<RebuildTest>()],
            Log = [.. read.Log.OfType<RebuildLogLine>()],
        };
        _ = report.ToJson();
        return report;
    }

    private static bool IsSound(RebuildReport report) =>
        new[] { report.Commit, report.Image, report.PreviousCommit, report.PreviousImage }.All(IsId)
        && report.Updates.All(update => IsId(update.OldCommit) && IsId(update.NewCommit))
        && (report.Generation.Length == 0 || ServerMoment.IsName(report.Name, report.Generation))
        && report.Steps.Select(step => step.DurationSeconds)
            .Concat(report.Tests.SelectMany(test => test.Checks.Select(check => check.DurationSeconds).Append(test.DurationSeconds)))
            .Append(report.DurationSeconds)
            .All(seconds => seconds is >= 0 and <= MostSeconds);

    private static bool IsId(string id) => id.Length == 0 || CommitId.IsWhole(id);
}
