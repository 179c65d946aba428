using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Hosts;
using ContainerState.Processes;
using ContainerState.StateRepos;

namespace ContainerState.Dependencies;

/// <summary>What both kinds of Git dependency ask of a request.</summary>
internal static class GitRequest
{
    /// <summary>Refuses URLs and references that git would take for something else.</summary>
    public static void Check(GitDependencyRequest request)
    {
        _ = GitUrl.Require(request.Url);
        if (request.Ref is { } reference && (reference.Length == 0 || reference[0] == '-' || reference.Any(c => char.IsControl(c) || c is ' ' or ':' or '^' or '~' or '*' or '?' or '[' or '\\')))
        {
            throw new InvalidNameException("reference", reference, "the name of a branch or tag, or a commit's 40 digits");
        }
    }

    /// <summary>Looks whether a server can hold what was fetched, and brings what Git LFS keeps of it elsewhere.</summary>
    /// <param name="store">The state repository.</param>
    /// <param name="work">A scratch folder on the same filesystem as its objects.</param>
    /// <param name="name">The dependency's name.</param>
    /// <param name="request">The request.</param>
    /// <param name="place">The Git directory that has the commit.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>What pins the content, beside the dependency itself; null when there is none.</returns>
    /// <exception cref="UnsafeTreeException">It holds what no server can have, and the component would place it.</exception>
    /// <exception cref="IncompleteRepositoryException">It holds files of Git LFS, and there is no git-lfs here.</exception>
    public static async Task<BroughtDependency?> BringLargeFilesAsync(
        GitStore store, WorkFolder work, string name, GitDependencyRequest request, string place, string commit, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        using var dependency = GitStore.Open(place);
        var tree = dependency.TreeOf(commit);
        IReadOnlyList<LargeFile> files;
        try
        {
            files = await SourceFlattener.CheckAsync(
                store, new SourceTree(place, tree, tree, "", "deps/" + name), commit, request.Keep.Count > 0 ? new KeepPatterns(request.Keep) : null, large: null, check: null, cancel).ConfigureAwait(false);
        }
        catch (UnsafeTreeException) when (request.NoComponent)
        {
            // Nobody knows yet what will be placed of it.
            return null;
        }
        if (files.Count == 0)
        {
            return null;
        }
        var pin = name + LargeFiles.Suffix;
        if (store.Find(store.TreeOf(store.Head!), "deps/" + pin) is not null)
        {
            throw new DependencyExistsException(store.WorkTree ?? store.GitDirectory, pin);
        }
        return await new ImportedSource(new LargeFileImport(request.Url, place, commit, "deps/" + name, files))
            .BringAsync(store, work, pin, progress, cancel).ConfigureAwait(false);
    }
}
