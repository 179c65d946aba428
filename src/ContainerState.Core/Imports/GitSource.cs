using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Imports;

/// <summary>A Git repository as a dependency: what both ways to keep one have in common.</summary>
internal abstract class GitSource(GitDependencyRequest request) : IDependencySource
{
    /// <inheritdoc/>
    public string Title => request.Url;

    /// <inheritdoc/>
    public string DefaultName => GitUrl.NameOf(request.Url);

    /// <inheritdoc/>
    public string DefaultTo => "/srv/NAME";

    /// <summary>The request.</summary>
    protected GitDependencyRequest Request => request;

    /// <inheritdoc/>
    public abstract Task<BroughtDependency> BringAsync(ImportPlace into, string name, IProgress<StepProgress>? progress, CancellationToken cancel);

    /// <summary>Refuses URLs and references that git would take for something else.</summary>
    public void Check()
    {
        _ = GitUrl.Require(request.Url);
        if (request.Ref is { } reference && (reference.Length == 0 || reference[0] == '-' || reference.Any(c => char.IsControl(c) || c is ' ' or ':' or '^' or '~' or '*' or '?' or '[' or '\\')))
        {
            throw new InvalidNameException("reference", reference, "the name of a branch or tag, or a commit's 40 digits");
        }
    }

    /// <summary>Looks whether a server can hold what was fetched, and brings what Git LFS keeps of it elsewhere.</summary>
    /// <param name="into">Where it works.</param>
    /// <param name="name">The dependency's name.</param>
    /// <param name="place">The Git directory that has the commit.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>What pins the content, beside the dependency itself; null when there is none.</returns>
    /// <exception cref="UnsafeTreeException">It holds what no server can have, and the component would place it.</exception>
    /// <exception cref="IncompleteRepositoryException">It holds files of Git LFS, and there is no git-lfs here.</exception>
    protected async Task<BroughtDependency?> BringLargeFilesAsync(
        ImportPlace into, string name, string place, string commit, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        using var dependency = GitStore.Open(place);
        var tree = dependency.TreeOf(commit);
        IReadOnlyList<LargeFile> files;
        try
        {
            files = await SourceFlattener.CheckAsync(
                into.Store, new SourceTree(place, tree, tree, "", StateNames.DependencyPath(name)), commit, request.Keep is { } keep ? new KeepPatterns(keep) : null, large: null, check: null, cancel);
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
        if (into.Store.Find(into.Store.TreeOf(into.Store.Head!), StateNames.DependencyPath(pin)) is not null)
        {
            throw ImportFaults.Exists(into.Store.WorkTree ?? into.Store.GitDirectory, pin);
        }
        return await new LargeFileImport(request.Url, place, commit, StateNames.DependencyPath(name), files)
            .BringAsync(into, pin, progress, cancel);
    }

    /// <summary>Fetches a commit, and what it nests, into a Git directory.</summary>
    protected async Task FetchAsync(string target, string commit, string? reference, CancellationToken cancel)
    {
        await GitProgram.FetchCommitAsync(target, request.Url, commit, reference, request.FullHistory, cancel);
        await RepoImport.FetchNestedAsync(target, request.Url, commit, cancel);
    }
}
