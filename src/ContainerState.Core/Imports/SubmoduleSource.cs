using ContainerState.Definitions;
using ContainerState.Git;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Imports;

/// <summary>A Git repository as a submodule, its objects where git itself keeps them; not checked out.</summary>
internal sealed class SubmoduleSource(GitDependencyRequest request) : GitSource(request)
{
    /// <inheritdoc/>
    public override async Task<BroughtDependency> BringAsync(
        ImportPlace into, string name, GitTarget target, PinnedDependency? pinned, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var path = StateNames.DependencyPath(name);
        var module = pinned?.Entry?.Name ?? name;
        var store = SourceFinder.ModuleStore(into.Store, module);
        // Left by a dependency of that name that was removed: its objects stay, its URL is the new one's. Otherwise made in the
        // scratch folder and moved when whole, so that a killed fetch leaves no half store.
        var isThere = File.Exists(Path.Combine(store, "HEAD"));
        var place = isThere ? store : Path.Combine(into.Work.Path, "store");
        if (isThere && pinned is null)
        {
            await GitProgram.WriteSettingAsync(store, "remote.origin.url", Request.Url, cancel);
            // Where it was checked out there is nothing any more, and a repository whose work tree is missing cannot be opened.
            await GitProgram.RemoveSettingAsync(store, "core.worktree", cancel);
        }
        await FetchAsync(place, target, cancel);
        var large = await BringLargeFilesAsync(into, name, place, target.Commit, pinned, progress, cancel);
        if (!isThere)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(store)!);
            if (Directory.Exists(store))
            {
                Directory.Delete(store, recursive: true);
            }
            Directory.Move(place, store);
        }
        var brought = new BroughtDependency([StateChange.Pin(path, target.Commit)], () =>
        {
            if (!isThere)
            {
                Directory.Delete(store, recursive: true);
            }
        })
        {
            Modules = pinned?.Entry is { } entry
                ? Edits(entry, target)
                : ModuleEdit.Adding(module, path, Request.Url, [("shallow", Request.FullHistory ? null : "true"), .. target.ModuleKeys()]),
        };
        return brought.With(large);
    }

    /// <summary>What of .gitmodules is not yet as a target has it.</summary>
    public static IReadOnlyList<ModuleEdit> Edits(SubmoduleEntry entry, GitTarget target)
    {
        var now = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [SubmoduleEntry.BranchKey] = entry.Branch.Length == 0 ? null : entry.Branch,
            [SubmoduleEntry.TagsKey] = entry.Tags.Length == 0 ? null : entry.Tags,
            [SubmoduleEntry.FixedKey] = entry.IsFixed ? "true" : null,
        };
        return [.. target.ModuleKeys().Where(pair => now[pair.Key] != pair.Value).Select(pair => new ModuleEdit(entry.Name, pair.Key, pair.Value))];
    }
}
