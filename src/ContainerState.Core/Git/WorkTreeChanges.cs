using LibGit2Sharp;

namespace ContainerState.Git;

/// <summary>Looks whether a work tree is as its commit says.</summary>
internal static class WorkTreeChanges
{
    private static readonly StatusOptions Changes = new()
    {
        ExcludeSubmodules = true,
        IncludeIgnored = false,
        RecurseUntrackedDirs = false,
        DetectRenamesInIndex = false,
        DetectRenamesInWorkDir = false,
    };

    /// <summary>True when tracked files differ from HEAD, or files are there that are neither tracked nor ignored.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="workTree">Its work tree; null for a bare repository, which has no changes.</param>
    public static async Task<bool> AnyAsync(Repository repository, string? workTree)
    {
        if (workTree is null)
        {
            return false;
        }
        try
        {
            return repository.RetrieveStatus(Changes).IsDirty;
        }
        catch (LibGit2SharpException)
        {
            // Git itself is asked, below.
        }
        // libgit2 walks no more than 100 folders deep; git itself does. What git cannot read either is not as committed.
        var status = await GitProgram.TryRunAsync(workTree, ["status", "--porcelain", "--ignore-submodules=all"]);
        return status.ExitCode != 0 || status.Output.Length > 0;
    }
}
