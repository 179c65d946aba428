using ContainerState.Definitions;
using ContainerState.Git;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Imports;

/// <summary>A Git repository as a submodule, its objects where git itself keeps them; not checked out.</summary>
internal sealed class SubmoduleSource(GitDependencyRequest request) : GitSource(request)
{
    /// <inheritdoc/>
    public override async Task<BroughtDependency> BringAsync(ImportPlace into, string name, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        progress?.Report(new StepProgress("Fetch", Request.Url));
        var (commit, reference) = await GitProgram.ResolveRemoteAsync(Request.Url, Request.Ref, cancel);
        var target = SourceFinder.ModuleStore(into.Store, name);
        var path = StateNames.DependencyPath(name);
        // Left by a dependency of that name that was removed: its objects stay, its URL is the new one's. Otherwise made in the
        // scratch folder and moved when whole, so that a killed fetch leaves no half store.
        var isThere = File.Exists(Path.Combine(target, "HEAD"));
        var place = isThere ? target : Path.Combine(into.Work.Path, "store");
        if (isThere)
        {
            await GitProgram.WriteSettingAsync(target, "remote.origin.url", Request.Url, cancel);
            // Where it was checked out there is nothing any more, and a repository whose work tree is missing cannot be opened.
            await GitProgram.RemoveSettingAsync(target, "core.worktree", cancel);
        }
        await FetchAsync(place, commit, reference, cancel);
        var large = await BringLargeFilesAsync(into, name, place, commit, progress, cancel);
        try
        {
            List<(string, string)> more = Request.FullHistory ? [] : [("shallow", "true")];
            if (reference is not null && reference.StartsWith("refs/heads/", StringComparison.Ordinal) && Request.Ref is not null)
            {
                more.Add(("branch", Request.Ref));
            }
            var modules = await GitModulesEditor.AddAsync(
                into.Store, into.Work, name, path, Request.Url, more, large?.Changes.Single(change => change.Path == GitModules.Path), cancel);
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
}
