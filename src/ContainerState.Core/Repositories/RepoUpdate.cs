using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Repositories;

/// <summary>Brings a state repository up to its remote, and fetches what it pins.</summary>
/// <remarks>All that the new commit pins is here before HEAD moves, so that a repository that was complete stays so.</remarks>
internal static class RepoUpdate
{
    private const string Branches = "refs/heads/";

    // One branch of a repository may follow another of it.
    private const string Itself = ".";

    /// <summary>Where a repository is from: the URL of the remote that its branch follows, or its own path when it has none.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.RemoteNotFound"/>: It has several remotes, and the branch follows none of them.</exception>
    public static async Task<string> OriginAsync(GitStore store, CancellationToken cancel)
    {
        var place = store.WorkTree ?? store.GitDirectory;
        var remote = await FollowedAsync(place, store.Branch, cancel) ?? await DefaultRemoteAsync(place, store.Branch, cancel);
        return remote is null or Itself ? place : await GitRemote.UrlAsync(place, remote, push: false, cancel);
    }

    public static async Task<StateRepo> RunAsync(StateRepo repository, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        using var store = repository.OpenStore();
        var workTree = store.WorkTree ?? throw new NotARepositoryException(store.GitDirectory, "it is bare, and only a work tree is updated");
        using var held = await StateCommitter.LockAsync(store, cancel);
        var head = repository.CommitOf(store);
        var (url, next) = await FetchAsync(store, workTree, progress, cancel);
        if (next is null || next == head || await GitProgram.IsAncestorAsync(workTree, next, head, cancel))
        {
            next = head;
        }
        else if (!await GitProgram.IsAncestorAsync(workTree, head, next, cancel))
        {
            throw RepositoryFaults.NotFastForward(workTree, url, store.Branch);
        }
        await RepoImport.FetchPinnedAsync(store, next, url, workTree, progress, cancel);
        if (next != head)
        {
            await MoveAsync(workTree, next);
        }
        return repository.Refresh();
    }

    /// <summary>Fetches every branch of the remote, since imports are on branches, and says what the one that HEAD's follows points to.</summary>
    /// <returns>Where from, or the repository itself when it has no remote; and the commit, null when there is nothing to pull.</returns>
    private static async Task<(string Url, string? Commit)> FetchAsync(GitStore store, string workTree, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var branch = store.Branch;
        var remote = await FollowedAsync(workTree, branch, cancel);
        var merge = remote is null ? null : await GitProgram.ReadSettingAsync(workTree, $"branch.{branch}.merge", cancel);
        if (remote == Itself)
        {
            return (workTree, merge is null ? null : store.ReadReference(merge));
        }
        if ((remote ?? await DefaultRemoteAsync(workTree, branch, cancel)) is not { } name)
        {
            return (workTree, null);
        }
        var url = await GitRemote.UrlAsync(workTree, name, push: false, cancel);
        progress?.Report(new StepProgress("Fetch", url));
        var tracking = await TrackingAsync(workTree, name, cancel);
        var fetched = await GitProgram.TryRunAsync(
            workTree,
            ["fetch", "--quiet", "--no-recurse-submodules", "--no-write-fetch-head", "--no-auto-maintenance", "--refmap=", "--", url, $"+{Branches}*:{tracking}*"],
            diesWithUs: true,
            cancel: cancel);
        if (fetched.ExitCode != 0)
        {
            throw RemoteFaults.Failed(url, GitProgram.LastLine(fetched));
        }
        if (branch.Length == 0)
        {
            return (url, null);
        }
        var followed = merge?.StartsWith(Branches, StringComparison.Ordinal) == true ? merge[Branches.Length..] : merge ?? branch;
        // What was fetched before may be there no more.
        var there = await GitRemote.ListAsync(url, Branches, name => name == followed, cancel);
        var commit = there.ContainsKey(followed) ? store.ReadReference(tracking + followed) : null;
        return commit is not null || merge is null ? (url, commit) : throw new ReferenceNotFoundException(url, followed);
    }

    private static async Task<string?> FollowedAsync(string place, string branch, CancellationToken cancel) =>
        branch.Length == 0 ? null : await GitProgram.ReadSettingAsync(place, $"branch.{branch}.remote", cancel);

    private static async Task<string?> DefaultRemoteAsync(string workTree, string branch, CancellationToken cancel)
    {
        var names = await GitRemote.NamesAsync(workTree, cancel);
        return names.Contains("origin") ? "origin" : names.Count <= 1 ? names.FirstOrDefault() : throw RepositoryFaults.NoUpstream(workTree, branch);
    }

    // What the configuration calls a remote becomes part of a reference's name and of an argument of git.
    private static async Task<string> TrackingAsync(string workTree, string remote, CancellationToken cancel)
    {
        var isName = remote.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/')
            && (await GitProgram.TryRunAsync(null, ["check-ref-format", $"refs/remotes/{remote}/x"], cancel: cancel)).ExitCode == 0
            && (await GitRemote.NamesAsync(workTree, cancel)).Contains(remote);
        return isName ? $"refs/remotes/{remote}/" : throw RemoteFaults.NotFound(workTree, remote);
    }

    // Nobody may stop it half-way. Git writes no file that the user has changed, tracked or not, and then nothing at all.
    private static async Task MoveAsync(string workTree, string commit)
    {
        var moved = await GitProgram.TryRunAsync(
            workTree, ["-c", "submodule.recurse=false", "merge", "--quiet", "--ff-only", "--no-autostash", "--no-overwrite-ignore", "--no-stat", commit]);
        if (moved.ExitCode != 0)
        {
            var files = moved.Error.Split('\n').Where(line => line.StartsWith('\t')).Select(line => Quoted.Text(line.Trim())).Distinct(StringComparer.Ordinal).ToList();
            throw files.Count > 0 ? RepositoryFaults.Uncommitted(workTree, files) : ProgramRunner.Failed(moved);
        }
    }
}
