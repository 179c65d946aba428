namespace ContainerState.Git;

/// <summary>Finds the repository that a folder is part of.</summary>
internal static class RepositoryFinder
{
    /// <summary>The Git repository at a path or above it; null when there is none.</summary>
    /// <remarks>Not LibGit2Sharp's: what libgit2 writes into its buffer of text does not arrive in a program that is compiled ahead of time.</remarks>
    public static string? Find(string path)
    {
        for (var folder = Directory.Exists(path) ? Path.GetFullPath(path) : null; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var inner = Path.Combine(folder, ".git");
            if (Directory.Exists(inner))
            {
                return inner + "/";
            }
            // A file leads to a Git directory elsewhere, as in a submodule; a bare repository is one itself.
            if (File.Exists(inner) || (File.Exists(Path.Combine(folder, "HEAD")) && Directory.Exists(Path.Combine(folder, "objects")) && Directory.Exists(Path.Combine(folder, "refs"))))
            {
                return folder;
            }
        }
        return null;
    }
}
