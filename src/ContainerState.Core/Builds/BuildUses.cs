using ContainerState.Git;

namespace ContainerState.Builds;

/// <summary>When each result was used last: an empty file for each key, whose time tells.</summary>
internal static class BuildUses
{
    /// <summary>The folder of a repository's files.</summary>
    public static string FolderOf(GitStore store) => Path.Combine(store.GitDirectory, "containerstate", "uses");

    /// <summary>Says that a result was used now.</summary>
    public static void Touch(GitStore store, string key)
    {
        try
        {
            var folder = FolderOf(store);
            Directory.CreateDirectory(folder);
            using var file = File.Open(Path.Combine(folder, key), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
            File.SetLastWriteTimeUtc(file.SafeFileHandle, DateTime.UtcNow);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A repository that one may only read: its owner's clearing up goes by the owner's own builds.
        }
    }

    /// <summary>When a result was used last; null when nobody knows.</summary>
    public static DateTime? LastOf(GitStore store, string key)
    {
        var file = new FileInfo(Path.Combine(FolderOf(store), key));
        return file.Exists ? file.LastWriteTimeUtc : null;
    }

    /// <summary>Forgets when a result was used.</summary>
    public static void Forget(GitStore store, string key)
    {
        if (Directory.Exists(FolderOf(store)))
        {
            File.Delete(Path.Combine(FolderOf(store), key));
        }
    }
}
