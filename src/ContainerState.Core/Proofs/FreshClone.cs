using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Proofs;

/// <summary>Clones a repository with all its dependencies out of what is on this machine, as a clone from a remote would.</summary>
/// <remarks>
/// Objects are copied by Git's own transport: no hard links and no alternates, so that the clone stands alone. Branches
/// and tags come along and nothing else: no results of builds, and no objects that only this repository has.
/// </remarks>
internal static class FreshClone
{
    /// <summary>Makes the clone.</summary>
    /// <param name="origin">The repository.</param>
    /// <param name="commit">The commit that HEAD of the clone is to be.</param>
    /// <param name="folder">Where; it must not be there. Side-by-side checkouts come beside it.</param>
    /// <param name="progress">Is told what is being cloned.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="IncompleteRepositoryException">Something that the commit needs is not here, or no clone would have it.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Remote"/>: The repository cannot be cloned.</exception>
    public static async Task<StateRepo> MakeAsync(GitStore origin, string commit, string folder, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var place = origin.WorkTree ?? origin.GitDirectory;
        await RequireAsync(origin, commit, place, "");
        progress?.Report(new StepProgress("Clone", place));
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        var cloned = await GitProgram.TryRunAsync(
            null,
            ["clone", "--quiet", "--no-local", "--no-checkout", "--no-recurse-submodules", "--", place, folder],
            diesWithUs: true,
            cancel: cancel);
        if (cloned.ExitCode != 0)
        {
            throw RemoteFaults.Failed(place, GitProgram.LastLine(cloned));
        }
        using var clone = GitStore.Open(folder);
        if (!clone.HasCommit(commit))
        {
            throw new IncompleteRepositoryException(place, [$"the commit {CommitId.Short(commit)} is on no branch or tag, so that no clone has it"]);
        }
        await GitProgram.TextAsync(folder, ["update-ref", "--no-deref", "HEAD", commit], cancel);
        await FetchDependenciesAsync(origin, clone, commit, progress, cancel);
        await RequireAsync(clone, commit, place, "in a fresh clone, ");
        return StateRepo.Locate(folder);
    }

    private static async Task RequireAsync(GitStore store, string commit, string place, string where)
    {
        var missing = await Completeness.FindMissingAsync(store, commit, cleanToo: false);
        if (missing.Count > 0)
        {
            throw new IncompleteRepositoryException(place, [.. missing.Select(sentence => where + sentence)]);
        }
    }

    private static async Task FetchDependenciesAsync(GitStore origin, GitStore clone, string commit, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var content = CommitContent.Read(clone, commit);
        var modules = await content.SubmodulesAsync(cancel);
        foreach (var (path, pinned) in content.Gitlinks())
        {
            // What is in the repository itself came with it, or comes with no clone.
            if (!clone.HasCommit(pinned) && modules.FirstOrDefault(module => module.Path == path) is { Url: not "./" } module)
            {
                progress?.Report(new StepProgress("Clone", path));
                await FetchAsync(origin, clone, module, pinned, cancel);
            }
        }
        var finder = new SourceFinder(origin, CommitContent.Read(origin, commit));
        foreach (var pin in content.Siblings())
        {
            progress?.Report(new StepProgress("Clone", pin.Name));
            var folder = SourceFinder.FolderOf(clone, pin.Name)!;
            await GitProgram.TextAsync(null, ["init", "--quiet", "--", folder], cancel);
            using var sibling = GitStore.Open(folder);
            await FetchAsync(finder.LocateSibling(pin), sibling.GitDirectory, pin.Commit, cancel);
        }
    }

    private static async Task FetchAsync(GitStore origin, GitStore clone, SubmoduleEntry module, string commit, CancellationToken cancel)
    {
        if (SourceFinder.Locate(origin, module.Path, module.Name, commit) is { } place)
        {
            await FetchAsync(place, SourceFinder.ModuleStore(clone, module.Name), commit, cancel);
        }
    }

    // That submodules contain themselves, or go too deep, was seen when the origin was looked through.
    private static async Task FetchAsync(string from, string to, string commit, CancellationToken cancel)
    {
        await RemoteCommit.FetchAsync(to, from, commit, null, full: false, cancel);
        using var origin = GitStore.Open(from);
        using var clone = GitStore.Open(to);
        var tree = clone.TreeOf(commit);
        foreach (var module in await GitModules.ReadAsync(clone, tree, cancel))
        {
            if (clone.Find(tree, module.Path) is { Kind: TreeItemKind.Gitlink } item && !clone.HasCommit(item.Id))
            {
                await FetchAsync(origin, clone, module, item.Id, cancel);
            }
        }
    }
}
