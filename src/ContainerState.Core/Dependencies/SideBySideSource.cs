using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Hosts;
using ContainerState.Processes;
using ContainerState.StateRepos;

namespace ContainerState.Dependencies;

/// <summary>A Git repository in a checkout next to the state repository, pinned in deps/NAME.yaml.</summary>
internal sealed class SideBySideSource(GitDependencyRequest request) : IDependencySource
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
        var folder = SourceFinder.FolderOf(store, name) ?? throw new NotARepositoryException(store.GitDirectory, "it is bare and has nothing next to it");
        var (commit, reference) = await GitProgram.ResolveRemoteAsync(request.Url, request.Ref, cancel).ConfigureAwait(false);
        var made = !Directory.Exists(folder);
        BroughtDependency? large = null;
        if (made)
        {
            await CloneAsync(folder, commit, reference, BringLargeAsync, cancel).ConfigureAwait(false);
        }
        else
        {
            await BringLargeAsync(await UseExistingAsync(folder, commit, reference, cancel).ConfigureAwait(false)).ConfigureAwait(false);
        }
        var pin = new SiblingPin(name, request.Url, commit, request.Ref ?? "");
        return new BroughtDependency([StateChange.File(SiblingPin.FileOf(name), pin.Write()), .. large?.Changes ?? []], () =>
        {
            large?.Undo();
            if (made)
            {
                Directory.Delete(folder, recursive: true);
            }
        });

        async Task BringLargeAsync(string place) =>
            large = await GitRequest.BringLargeFilesAsync(store, work, name, request, place, commit, progress, cancel).ConfigureAwait(false);
    }

    // A checkout for people to work in, so it has files; beside its place and renamed, so that it is whole or not there.
    private async Task CloneAsync(string folder, string commit, string? reference, Func<string, Task> look, CancellationToken cancel)
    {
        using var beside = WorkFolder.Create(Path.Combine(Path.GetDirectoryName(folder)!, ".containerstate"));
        var clone = Path.Combine(beside.Path, "clone");
        try
        {
            await GitProgram.TextAsync(null, ["init", "--quiet", "--", clone], cancel).ConfigureAwait(false);
            await GitProgram.WriteOriginAsync(clone, request.Url, cancel).ConfigureAwait(false);
            await FetchAsync(Path.Combine(clone, ".git"), commit, reference, cancel).ConfigureAwait(false);
            await look(Path.Combine(clone, ".git")).ConfigureAwait(false);
            await GitProgram.TextAsync(clone, ["checkout", "--quiet", "--detach", commit], cancel).ConfigureAwait(false);
            Directory.Move(clone, folder);
        }
        finally
        {
            beside.Dispose();
            TryRemoveEmpty(Path.GetDirectoryName(beside.Path)!);
        }
    }

    private async Task<string> UseExistingAsync(string folder, string commit, string? reference, CancellationToken cancel)
    {
        if (!Path.Exists(Path.Combine(folder, ".git")))
        {
            throw new RepositoryExistsException(folder);
        }
        using var existing = GitStore.Open(folder);
        if (!existing.HasCommit(commit))
        {
            await FetchAsync(existing.GitDirectory, commit, reference, cancel).ConfigureAwait(false);
        }
        return existing.GitDirectory;
    }

    private async Task FetchAsync(string target, string commit, string? reference, CancellationToken cancel)
    {
        await GitProgram.FetchCommitAsync(target, request.Url, commit, reference, request.FullHistory, cancel).ConfigureAwait(false);
        await RepoImport.FetchNestedAsync(target, request.Url, commit, cancel).ConfigureAwait(false);
    }

    private static void TryRemoveEmpty(string folder)
    {
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }
}
