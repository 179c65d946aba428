using LibGit2Sharp;

namespace ContainerState.Git;

/// <summary>The time that a commit says.</summary>
internal static class CommitTime
{
    /// <summary>When it was committed, in universal time; null when the number that it has is no time, or its zone is none.</summary>
    public static DateTime? Of(Commit commit)
    {
        try
        {
            return commit.Committer.When.UtcDateTime;
        }
        catch (ArgumentOutOfRangeException)
        {
            // Whoever makes a commit writes what they like there.
            return null;
        }
    }
}
