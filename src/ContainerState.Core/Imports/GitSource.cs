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
    public async Task<BroughtDependency> BringAsync(ImportPlace into, string name, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        progress?.Report(new StepProgress("Fetch", request.Url));
        return await BringAsync(into, name, await GitTarget.FindAsync(request.Url, GitFollow.Asked(request.Ref), pinned: null, cancel), pinned: null, progress, cancel);
    }

    /// <summary>Brings the objects of a commit here and says what pins them.</summary>
    /// <param name="into">Where it works; the caller holds the repository's lock.</param>
    /// <param name="name">The dependency's name.</param>
    /// <param name="target">The commit, and what is followed.</param>
    /// <param name="pinned">How it is pinned now; null when it is new.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    public abstract Task<BroughtDependency> BringAsync(
        ImportPlace into, string name, GitTarget target, PinnedDependency? pinned, IProgress<StepProgress>? progress, CancellationToken cancel);

    /// <summary>Refuses URLs and references that git would take for something else.</summary>
    public void Check()
    {
        _ = GitUrl.RequireForAll(request.Url);
        _ = GitFollow.Asked(request.Ref);
    }

    /// <summary>Looks whether a server can hold what was fetched, and brings what Git LFS keeps of it elsewhere.</summary>
    /// <param name="into">Where it works.</param>
    /// <param name="name">The dependency's name.</param>
    /// <param name="place">The Git directory that has the commit.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="pinned">How the dependency is pinned now; null when it is new.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>What pins the content, beside the dependency itself; null when nothing changes.</returns>
    /// <exception cref="UnsafeTreeException">It holds what no server can have, and the component would place it.</exception>
    /// <exception cref="IncompleteRepositoryException">It holds files of Git LFS, and there is no git-lfs here.</exception>
    protected async Task<BroughtDependency?> BringLargeFilesAsync(
        ImportPlace into, string name, string place, string commit, PinnedDependency? pinned, IProgress<StepProgress>? progress, CancellationToken cancel)
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
        var pin = name + LargeFiles.Suffix;
        var path = StateNames.DependencyPath(pin);
        if (files.Count == 0)
        {
            return pinned?.LargeFiles is null ? null : new([StateChange.Remove(path)], () => { }) { Modules = [new(pin, null, null)] };
        }
        if (pinned?.LargeFiles is { } before)
        {
            if (LargeFiles.Of(into.Store, before).SetEquals(files.Select(file => file.Sha256)))
            {
                // The same content, under other names perhaps.
                return null;
            }
        }
        else if (into.Store.Find(into.Store.TreeOf(into.Store.Head!), path) is not null)
        {
            throw ImportFaults.Exists(into.Store.WorkTree ?? into.Store.GitDirectory, pin);
        }
        var brought = await new LargeFileImport(request.Url, place, commit, StateNames.DependencyPath(name), files).BringAsync(into, pin, progress, cancel);
        return pinned?.LargeFiles is null ? brought : brought with { Modules = [] };
    }

    /// <summary>Fetches a commit, and what it nests, into a Git directory.</summary>
    protected async Task FetchAsync(string store, GitTarget target, CancellationToken cancel)
    {
        if (target.Fetched is { } place)
        {
            RemoteCommit.Take(store, place, target.Commit);
        }
        else
        {
            await RemoteCommit.FetchAsync(store, request.Url, target.Commit, target.Name, request.FullHistory, cancel);
        }
        await RepoImport.FetchNestedAsync(store, request.Url, target.Commit, cancel);
    }
}
