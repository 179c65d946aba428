namespace ContainerState.Rebuilds;

/// <summary>What follows from the history of a name for its next run.</summary>
/// <param name="reports">Its entries, the newest first.</param>
internal sealed class RebuildPast(IReadOnlyList<RebuildReport> reports)
{
    /// <summary>The last run whose servers passed their tests; null when none did.</summary>
    public RebuildReport? LastGood => reports.FirstOrDefault(report => report is { Succeeded: true, Commit.Length: > 0 });

    /// <summary>The last one before that with another image; null when there is none.</summary>
    /// <param name="taken">The images that restores have taken back, and that another is not to go to.</param>
    public RebuildReport? EarlierGood(IReadOnlyCollection<string> taken) =>
        reports.FirstOrDefault(report => report is { Succeeded: true, Commit.Length: > 0 } && report.Image != LastGood!.Image && !taken.Contains(report.Image, StringComparer.Ordinal));

    /// <summary>True when a run came to the same as the one before it, and neither changed anything: one entry stands for both.</summary>
    public static bool IsRepeated(RebuildReport before, RebuildReport now) =>
        now.Outcome is RebuildOutcome.Unchanged or RebuildOutcome.Failed or RebuildOutcome.RolledBack
        && now.Updates.Count == 0
        && (before.Kind, before.Outcome, before.Commit, before.Image, before.Error?.ErrorId) == (now.Kind, now.Outcome, now.Commit, now.Image, now.Error?.ErrorId);
}
