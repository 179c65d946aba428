using ContainerState.Git;
using ContainerState.Hosts;
using ContainerState.Processes;
using ContainerState.StateRepos;

namespace ContainerState.Dependencies;

/// <summary>A Git repository as a submodule, its objects where git itself keeps them; not checked out.</summary>
internal sealed class SubmoduleSource(GitDependencyRequest request) : IDependencySource
{
    /// <inheritdoc/>
    public string Title => request.Url;

    /// <inheritdoc/>
    public string DefaultName => GitUrl.NameOf(request.Url);

    /// <inheritdoc/>
    public string DefaultTo => "/srv/NAME";

    /// <inheritdoc/>
    public void Check() => GitRequest.Check(request);

    /// <inheritdoc/>
    public async Task<BroughtDependency> BringAsync(GitStore store, WorkFolder work, string name, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        progress?.Report(new StepProgress("Fetch", request.Url));
        var (commit, reference) = await GitProgram.ResolveRemoteAsync(request.Url, request.Ref, cancel).ConfigureAwait(false);
        var target = SourceFinder.ModuleStore(store, name);
        var path = "deps/" + name;
        // Left by a dependency of that name that was removed: its objects stay, its URL is the new one's. Otherwise made in the
        // scratch folder and moved when whole, so that a killed fetch leaves no half store.
        var isThere = File.Exists(Path.Combine(target, "HEAD"));
        var place = isThere ? target : Path.Combine(work.Path, "store");
        if (isThere)
        {
            await GitProgram.WriteSettingAsync(target, "remote.origin.url", request.Url, cancel).ConfigureAwait(false);
        }
        await FetchAsync(place, commit, reference, cancel).ConfigureAwait(false);
        var large = await GitRequest.BringLargeFilesAsync(store, work, name, request, place, commit, progress, cancel).ConfigureAwait(false);
        try
        {
            List<(string, string)> more = request.FullHistory ? [] : [("shallow", "true")];
            if (reference is not null && reference.StartsWith("refs/heads/", StringComparison.Ordinal) && request.Ref is not null)
            {
                more.Add(("branch", request.Ref));
            }
            var modules = await GitModulesEditor.AddAsync(
                store, work, name, path, request.Url, more, large?.Changes.Single(change => change.Path == GitModules.Path), cancel).ConfigureAwait(false);
            if (!isThere)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                if (Directory.Exists(target))
                {
                    Directory.Delete(target, recursive: true);
                }
                Directory.Move(place, target);
            }
            StateChange[] changes = [modules, StateChange.Pin(path, commit), .. large?.Changes.Where(change => change.Path != GitModules.Path) ?? []];
            return new BroughtDependency(changes, () =>
            {
                large?.Undo();
                if (!isThere)
                {
                    Directory.Delete(target, recursive: true);
                }
            });
        }
        catch
        {
            large?.Undo();
            throw;
        }
    }

    private async Task FetchAsync(string target, string commit, string? reference, CancellationToken cancel)
    {
        await GitProgram.FetchCommitAsync(target, request.Url, commit, reference, request.FullHistory, cancel).ConfigureAwait(false);
        await RepoImport.FetchNestedAsync(target, request.Url, commit, cancel).ConfigureAwait(false);
    }
}
