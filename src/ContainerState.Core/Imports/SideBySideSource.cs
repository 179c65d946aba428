using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Imports;

/// <summary>A Git repository in a checkout next to the state repository, pinned in deps/NAME.yaml.</summary>
internal sealed class SideBySideSource(GitDependencyRequest request) : GitSource(request)
{
    /// <inheritdoc/>
    public override async Task<BroughtDependency> BringAsync(
        ImportPlace into, string name, GitTarget target, PinnedDependency? pinned, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var folder = SourceFinder.FolderOf(into.Store, name) ?? throw new NotARepositoryException(into.Store.GitDirectory, "it is bare and has nothing next to it");
        var made = !Directory.Exists(folder);
        BroughtDependency? large = null;
        if (made)
        {
            await CloneAsync(folder, target, BringLargeAsync, cancel);
        }
        else
        {
            await BringLargeAsync(await UseExistingAsync(folder, target, cancel));
        }
        var brought = new BroughtDependency([StateChange.File(SiblingPin.FileOf(name), Text(into.Store, new(name, pinned?.Sibling?.Url ?? Request.Url, target.Commit, target.IsFixed ? target.Commit : target.Branch) { Tags = target.Tags }, pinned?.Sibling))], () =>
        {
            if (made)
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        return brought.With(large);

        async Task BringLargeAsync(string place) =>
            large = await BringLargeFilesAsync(into, name, place, target.Commit, pinned, progress, cancel);
    }

    // What somebody wrote into the file beside the commit stays.
    private static string Text(GitStore store, SiblingPin pin, SiblingPin? before)
    {
        var file = SiblingPin.FileOf(pin.Name);
        return before is not null && pin == before with { Commit = pin.Commit } && store.ReadText(store.TreeOf(store.Head!), file) is { } text && text.Contains(before.Commit, StringComparison.Ordinal)
            ? text.Replace(before.Commit, pin.Commit, StringComparison.Ordinal)
            : pin.Write();
    }

    // A checkout for people to work in, so it has files; beside its place and renamed, so that it is whole or not there.
    private async Task CloneAsync(string folder, GitTarget target, Func<string, Task> look, CancellationToken cancel)
    {
        using var beside = WorkFolder.Create(Path.Combine(Path.GetDirectoryName(folder)!, ".containerstate"));
        var clone = Path.Combine(beside.Path, "clone");
        try
        {
            await GitProgram.TextAsync(null, ["init", "--quiet", "--", clone], cancel);
            await GitProgram.WriteOriginAsync(clone, Request.Url, cancel);
            await FetchAsync(Path.Combine(clone, ".git"), target, cancel);
            await look(Path.Combine(clone, ".git"));
            await GitProgram.TextAsync(clone, ["checkout", "--quiet", "--detach", target.Commit], cancel);
            Directory.Move(clone, folder);
        }
        finally
        {
            beside.Dispose();
            TryRemoveEmpty(Path.GetDirectoryName(beside.Path)!);
        }
    }

    private async Task<string> UseExistingAsync(string folder, GitTarget target, CancellationToken cancel)
    {
        if (!Path.Exists(Path.Combine(folder, ".git")))
        {
            throw RepositoryFaults.Exists(folder);
        }
        using var existing = GitStore.Open(folder);
        if (!existing.HasCommit(target.Commit))
        {
            await FetchAsync(existing.GitDirectory, target, cancel);
        }
        return existing.GitDirectory;
    }

    private static void TryRemoveEmpty(string folder)
    {
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }
}
