using ContainerState.Git;

namespace ContainerState.Rebuilds;

/// <summary>A restore that holds: rebuilds stay with its commit until there is news that somebody made.</summary>
/// <param name="Commit">The commit that it went back to.</param>
/// <param name="Image">The image of that commit.</param>
/// <param name="Head">What HEAD was then; since, also what updates by the rebuild itself have made of it.</param>
/// <param name="SinceUtc">When it was, in universal time.</param>
/// <param name="TakenBack">The images that this restore, and those right before it, have taken back.</param>
internal sealed record RebuildHold(string Commit, string Image, string Head, DateTime SinceUtc, IReadOnlyList<string> TakenBack)
{
    private const int MostTaken = 1000;

    /// <summary>What holds after a restore; null when it went to HEAD itself.</summary>
    /// <param name="before">What held before; null when nothing did.</param>
    /// <param name="restore">The restore.</param>
    /// <param name="head">What HEAD is.</param>
    public static RebuildHold? After(RebuildHold? before, RebuildReport restore, string head)
    {
        if (restore.Commit == head)
        {
            return null;
        }
        // Who goes to what was taken back goes forward again: from there, all of the past is open.
        var taken = before is null || before.TakenBack.Contains(restore.Image, StringComparer.Ordinal) ? [] : before.TakenBack;
        return new(restore.Commit, restore.Image, head, restore.StartedUtc, [.. taken.Prepend(restore.PreviousImage).Where(image => image.Length > 0 && image != restore.Image).Distinct(StringComparer.Ordinal).Take(MostTaken)]);
    }

    /// <summary>True for a file that says what can be.</summary>
    public bool IsSound() => TakenBack.Append(Commit).Append(Image).Append(Head).All(CommitId.IsWhole);

    /// <summary>For people.</summary>
    /// <param name="commit">What is not rolled out.</param>
    public string Told(string commit) =>
        $"{CommitId.Short(commit)} is not rolled out: the restore to {CommitId.Short(Commit)} of {SinceUtc:u} holds until there is a new commit; -Force (--force) ends that";
}
