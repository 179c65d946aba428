namespace ContainerState.Git;

/// <summary>What a killed process was writing among a repository's objects, and never gave a name.</summary>
/// <remarks>
/// libgit2 writes an object beside the others, as <c>tmp_object_git2_…</c>, and renames it. Whoever is killed in between leaves the
/// file, and git's own clearing up does so for weeks. It is written within milliseconds: one that nobody has touched for a
/// minute is nobody's.
/// </remarks>
internal static class AbandonedObjects
{
    private static readonly TimeSpan After = TimeSpan.FromMinutes(1);

    /// <summary>The beginning of the names of such files.</summary>
    public const string Prefix = "tmp_object_git2_";

    /// <summary>Takes them away.</summary>
    public static void Sweep(GitStore store)
    {
        var objects = new DirectoryInfo(PlainView.ObjectsOf(store.GitDirectory));
        if (!objects.Exists)
        {
            return;
        }
        foreach (var file in objects.EnumerateFiles(Prefix + "*"))
        {
            try
            {
                if (DateTime.UtcNow - file.LastWriteTimeUtc > After)
                {
                    file.Delete();
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Another user's, on whose repository we may not work; whatever is wrong with that is told by the command itself.
            }
        }
    }
}
