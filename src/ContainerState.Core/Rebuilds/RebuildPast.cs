using ContainerState.Git;

namespace ContainerState.Rebuilds;

/// <summary>What follows from the history of a name for its next run.</summary>
/// <param name="reports">Its entries, the newest first.</param>
internal sealed class RebuildPast(IReadOnlyList<RebuildReport> reports)
{
    /// <summary>The last run whose servers passed their tests; null when none did.</summary>
    public RebuildReport? LastGood => reports.FirstOrDefault(report => report is { Succeeded: true, Commit.Length: > 0 });

    /// <summary>The last one before that with another image; null when there is none.</summary>
    public RebuildReport? EarlierGood => reports.FirstOrDefault(report => report is { Succeeded: true, Commit.Length: > 0 } && report.Image != LastGood!.Image);

    /// <summary>The restore that has taken an image back, and holds until something else is wanted; null when none did.</summary>
    /// <param name="image">The image that is wanted.</param>
    public RebuildReport? HeldBy(string image)
    {
        var restores = reports.Where(report => report.Outcome == RebuildOutcome.Replaced).TakeWhile(report => report.Kind == RebuildKind.Restore).ToList();
        return restores.Count > 0 && restores[0].Image != image && restores.Any(restore => restore.PreviousImage == image) ? restores[0] : null;
    }

    /// <summary>The same for people.</summary>
    public static string Told(RebuildReport restore, string commit) =>
        $"the image of {CommitId.Short(commit)} was taken back by the restore to {CommitId.Short(restore.Commit)} of {restore.StartedUtc:u}; -Force (--force) rolls it out again";

    /// <summary>True when a run came to the same as the one before it, and neither changed anything: one entry stands for both.</summary>
    public static bool IsRepeated(RebuildReport before, RebuildReport now) =>
        now.Outcome is RebuildOutcome.Unchanged or RebuildOutcome.Failed or RebuildOutcome.RolledBack
        && now.Updates.Count == 0
        && (before.Kind, before.Outcome, before.Commit, before.Image, before.Error?.ErrorId) == (now.Kind, now.Outcome, now.Commit, now.Image, now.Error?.ErrorId);
}
