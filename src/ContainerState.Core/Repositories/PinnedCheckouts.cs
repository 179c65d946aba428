using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Repositories;

/// <summary>Checkouts of dependencies, in deps/ or side by side, which people work in.</summary>
/// <remarks>
/// One that stands where its pin was goes along with the pin: else the next <c>git commit -a</c> would set the pin back. One
/// that stands elsewhere, or has changes, is somebody's own business.
/// </remarks>
internal static class PinnedCheckouts
{
    /// <summary>Moves the checkouts of pins that a commit moved.</summary>
    /// <param name="store">The state repository.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="paths">The paths that it changed.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task FollowAsync(GitStore store, string commit, IEnumerable<string> paths, CancellationToken cancel)
    {
        if (store.ParentsOf(commit) is not [var before, ..])
        {
            return;
        }
        foreach (var path in paths)
        {
            if (Pinned(store, before, path) is { } old && Pinned(store, commit, path) is { } now && old != now && FolderOf(store, path) is { } folder)
            {
                await FollowAsync(folder, old, now, cancel);
            }
        }
    }

    /// <summary>The folder that a dependency is checked out in; null when it is in none.</summary>
    /// <param name="store">The state repository.</param>
    /// <param name="path">Where it is pinned: a submodule's path, or the file of one side by side.</param>
    public static string? FolderOf(GitStore store, string path)
    {
        var folder = SiblingPin.NameOf(path) is { } name ? SourceFinder.FolderOf(store, name) : store.WorkTree is { } work ? Path.Combine(work, path) : null;
        return folder is not null && new DirectoryInfo(folder).LinkTarget is null && Path.Exists(Path.Combine(folder, ".git")) ? folder : null;
    }

    /// <summary>The commit that a folder has checked out; null when it has none.</summary>
    public static string? HeadOf(string folder)
    {
        try
        {
            using var checkout = GitStore.Open(folder);
            return checkout.Head;
        }
        catch (NotARepositoryException)
        {
            return null;
        }
    }

    private static string? Pinned(GitStore store, string commit, string path) => store.Find(store.TreeOf(commit), path) switch
    {
        { Kind: TreeItemKind.Gitlink } item when path.StartsWith(StateNames.DependencyFolder, StringComparison.Ordinal) => item.Id,
        { Kind: TreeItemKind.File } item when SiblingPin.NameOf(path) is { } name => SiblingPin.Parse(name, System.Text.Encoding.UTF8.GetString(store.ReadBlob(item.Id))).Commit,
        _ => null,
    };

    private static async Task FollowAsync(string folder, string old, string now, CancellationToken cancel)
    {
        try
        {
            using var checkout = GitStore.Open(folder);
            if (checkout.Head == old && checkout.Branch.Length == 0 && checkout.HasCommit(now) && !await checkout.HasUncommittedChangesAsync())
            {
                // It stays where it is when git refuses, which whoever looks for it sees.
                await GitProgram.TryRunAsync(folder, ["-c", "submodule.recurse=false", "checkout", "--quiet", "--detach", now], cancel: cancel);
            }
        }
        catch (NotARepositoryException)
        {
            // Nothing that git would work in either.
        }
    }
}
