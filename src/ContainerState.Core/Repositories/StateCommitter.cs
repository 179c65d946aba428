using System.Text;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Repositories;

/// <summary>Commits changes of our own to a state repository, and nothing of what the user has under way.</summary>
/// <remarks>
/// The commit is made beside the index. A note of it (the journal) is written before HEAD moves, so that when we are
/// killed in between, the next command brings the work tree and the index up to HEAD.
/// </remarks>
internal static class StateCommitter
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static string FolderOf(GitStore store) => Path.Combine(store.GitDirectory, "containerstate");

    /// <summary>Where scratch folders live, on the same filesystem as the objects.</summary>
    public static string WorkOf(GitStore store) => Path.Combine(FolderOf(store), "work");

    /// <summary>Keeps other commands of ours from changing the repository; first mends what a killed one left.</summary>
    public static async Task<FileLock> LockAsync(GitStore store, CancellationToken cancel)
    {
        var held = await FileLock.TakeAsync(
            Path.Combine(FolderOf(store), "lock"), store.WorkTree ?? store.GitDirectory, Patience, cancel);
        try
        {
            Sweep(store);
            IndexLock.Sweep(store);
            await RecoverAsync(store, cancel);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Mends what a killed command left, if it left anything; waits for nobody otherwise.</summary>
    public static async Task MendAsync(GitStore store, CancellationToken cancel)
    {
        if (File.Exists(JournalOf(store)) || IndexLock.IsOurs(store))
        {
            using var held = await LockAsync(store, cancel);
        }
        else
        {
            Sweep(store);
        }
    }

    private static void Sweep(GitStore store)
    {
        WorkFolder.Sweep(WorkOf(store));
        PlainView.Sweep();
        AbandonedObjects.Sweep(store);
    }

    /// <summary>Makes one commit on top of HEAD. The caller holds the lock.</summary>
    /// <param name="store">The repository.</param>
    /// <param name="message">The commit's message.</param>
    /// <param name="changes">What it changes.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="references">References that move at the same moment as HEAD, or not at all; null for none.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.UncommittedChanges"/>: The user has changed one of these paths.</exception>
    /// <exception cref="BusyException">Git has the index. Nothing was changed, as with any other error.</exception>
    public static async Task<StateCommit> CommitAsync(
        GitStore store, string message, IReadOnlyList<StateChange> changes, CancellationToken cancel, IReadOnlyList<ReferenceMove>? references = null)
    {
        var head = store.Head;
        var workTree = RequireWorkTree(store);
        if (await FindUsersChangesAsync(store, changes, cancel) is { Count: > 0 } theirs)
        {
            throw RepositoryFaults.Uncommitted(workTree, theirs);
        }

        using var work = WorkFolder.Create(WorkOf(store));
        var index = Path.Combine(work.Path, "index");
        if (head is not null)
        {
            await WithIndexAsync(store, index, ["read-tree", head], null, cancel);
        }
        await WithIndexAsync(store, index, ["update-index", "-z", "--index-info"], IndexInfo(store, changes), cancel);
        var tree = await WithIndexAsync(store, index, ["write-tree"], null, cancel);
        var commit = await CommitTreeAsync(store, tree, head, message, cancel);

        // Before HEAD moves: a commit of the user's that is under way would go out from the old one, and so take ours back.
        using var indexLock = store.WorkTree is null ? null : await IndexLock.TakeAsync(store, cancel);
        var journal = Encoding.UTF8.GetBytes(commit + "\0" + string.Join('\0', changes.Select(change => change.Path)));
        WholeFile.Write(JournalOf(store), journal, work.Path);
        // From here on the next command would finish it, so nobody may stop it half-way.
        await MoveAsync(workTree, message.Split('\n')[0], [new("HEAD", commit, head), .. references ?? []]);
        try
        {
            await FollowAsync(store, indexLock!, CancellationToken.None);
            return new(commit, null);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // The commit is made, and stays. So does the journal.
            return new(commit, fault);
        }
    }

    /// <summary>Which of the paths that a commit would change hold changes of the user's, in the work tree or staged.</summary>
    /// <exception cref="UnsafeTreeException">There is a symbolic link on the way to one.</exception>
    public static async Task<IReadOnlyList<string>> FindUsersChangesAsync(GitStore store, IReadOnlyList<StateChange> changes, CancellationToken cancel)
    {
        var workTree = RequireWorkTree(store);
        foreach (var change in changes)
        {
            RefuseLinksOnTheWay(workTree, change.Path);
        }
        var head = store.Head;
        return [.. UsersChanges(store, workTree, head, changes).Union(await StagedAsync(workTree, head, changes, cancel))];
    }

    private static string RequireWorkTree(GitStore store) =>
        store.WorkTree ?? throw new NotARepositoryException(store.GitDirectory, "it is bare, and dependencies are added in a work tree");

    // One transaction of git's, whose format is that of git-update-ref(1): an empty old value says that there is none.
    private static Task MoveAsync(string workTree, string title, IReadOnlyList<ReferenceMove> moves)
    {
        var none = new string('0', CommitId.Length);
        var text = string.Concat(moves.Select(move => $"update {move.Name}\0{move.To}\0{move.From ?? none}\0"));
        return GitProgram.RunAsync(
            workTree,
            ["update-ref", "-m", "containerstate: " + title, "--stdin", "-z"],
            input: async (stream, token) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text), token));
    }

    /// <summary>Brings work tree and index up to the last commit of ours, where we were killed before that.</summary>
    /// <exception cref="BusyException">Git has the index.</exception>
    public static async Task RecoverAsync(GitStore store, CancellationToken cancel)
    {
        if (File.Exists(JournalOf(store)) && store.WorkTree is not null)
        {
            using var indexLock = await IndexLock.TakeAsync(store, cancel);
            await FollowAsync(store, indexLock, cancel);
        }
    }

    private static async Task FollowAsync(GitStore store, IndexLock indexLock, CancellationToken cancel)
    {
        var journal = JournalOf(store);
        var workTree = store.WorkTree!;
        var parts = (await File.ReadAllTextAsync(journal, cancel)).Split('\0');
        if (parts[0] == store.Head)
        {
            var tree = store.TreeOf(parts[0]);
            var changes = new List<StateChange>();
            using var work = WorkFolder.Create(WorkOf(store));
            foreach (var path in parts[1..])
            {
                var item = store.Find(tree, path);
                var change = item switch
                {
                    null => StateChange.Remove(path),
                    { Kind: TreeItemKind.Gitlink } => StateChange.Pin(path, item.Id),
                    _ => new StateChange(path, store.ReadBlob(item.Id), null),
                };
                changes.Add(change);
                Place(workTree, change, work.Path);
            }
            await PinnedCheckouts.FollowAsync(store, parts[0], parts[1..], cancel);
            var index = Path.Combine(work.Path, "index");
            if (File.Exists(indexLock.Index))
            {
                File.Copy(indexLock.Index, index);
            }
            var info = IndexInfo(store, changes);
            await GitProgram.RunAsync(
                workTree,
                ["update-index", "-z", "--index-info"],
                input: async (stream, token) => await stream.WriteAsync(info, token),
                index: index,
                cancel: cancel);
            // Fills in the files' times, without which the next status reads every one of them.
            await GitProgram.TryRunAsync(workTree, ["update-index", "-q", "--refresh"], index: index, cancel: cancel);
            indexLock.Replace(index);
        }
        File.Delete(journal);
    }

    private static string JournalOf(GitStore store) => Path.Combine(FolderOf(store), "journal");

    private static async Task<IReadOnlyList<string>> StagedAsync(string workTree, string? head, IReadOnlyList<StateChange> changes, CancellationToken cancel)
    {
        if (head is null)
        {
            return [];
        }
        string[] paths = [.. changes.Select(change => change.Path)];
        var staged = await GitProgram.TextAsync(
            workTree, ["--literal-pathspecs", "diff-index", "--cached", "--name-only", "-z", "--ignore-submodules=none", head, "--", .. paths], cancel);
        return staged.Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }

    private static IReadOnlyList<string> UsersChanges(GitStore store, string workTree, string? head, IReadOnlyList<StateChange> changes)
    {
        var tree = head is null ? null : store.TreeOf(head);
        return [.. changes.Where(change =>
        {
            var path = Path.Combine(workTree, change.Path);
            var item = tree is null ? null : store.Find(tree, change.Path);
            if (item is { Kind: TreeItemKind.Gitlink })
            {
                return File.Exists(path);
            }
            if (change.Gitlink is not null)
            {
                return File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any());
            }
            return item is null
                ? Path.Exists(path)
                : !File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(store.ReadBlob(item.Id));
        }).Select(change => change.Path)];
    }

    private static byte[] IndexInfo(GitStore store, IReadOnlyList<StateChange> changes) => Encoding.UTF8.GetBytes(string.Concat(changes.Select(change => change switch
    {
        { Content: not null } => $"100644 {store.WriteBlob(change.Content, lasting: true)}\t{change.Path}\0",
        { Gitlink: not null } => $"160000 {change.Gitlink}\t{change.Path}\0",
        _ => $"0 {new string('0', 40)}\t{change.Path}\0",
    })));

    private static void Place(string workTree, StateChange change, string scratch)
    {
        var path = Path.Combine(workTree, change.Path);
        RefuseLinksOnTheWay(workTree, change.Path);
        if (change.Content is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            WholeFile.Write(path, change.Content, scratch);
        }
        else if (change.Gitlink is not null)
        {
            Directory.CreateDirectory(path);
        }
        else if (File.Exists(path))
        {
            File.Delete(path);
        }
        else if (Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any())
        {
            Directory.Delete(path);
        }
    }

    // A repository may hold a link named components; writing through it would leave the work tree.
    private static void RefuseLinksOnTheWay(string workTree, string path)
    {
        var folder = workTree;
        foreach (var part in path.Split('/')[..^1])
        {
            folder = Path.Combine(folder, part);
            if (new DirectoryInfo(folder).LinkTarget is not null)
            {
                throw new UnsafeTreeException(workTree, Path.GetRelativePath(workTree, folder), "it is a symbolic link where a folder belongs");
            }
        }
    }

    private static async Task<string> WithIndexAsync(GitStore store, string index, string[] arguments, byte[]? input, CancellationToken cancel)
    {
        var result = await GitProgram.RunAsync(
            store.GitDirectory,
            arguments,
            input: input is null ? null : async (stream, token) => await stream.WriteAsync(input, token),
            index: index,
            cancel: cancel);
        return result.Output.TrimEnd('\n');
    }

    /// <summary>Makes a commit that no reference leads to yet, by whom git thinks the user is.</summary>
    /// <returns>The commit's id.</returns>
    public static async Task<string> CommitTreeAsync(GitStore store, string tree, string? parent, string message, CancellationToken cancel)
    {
        // Who the user is may stand in the repository's own configuration; else it is in the user's.
        var who = new List<string>();
        foreach (var key in (string[])["user.name", "user.email"])
        {
            if (await GitProgram.ReadSettingAsync(store.GitDirectory, key, cancel) is { Length: > 0 } value)
            {
                who.AddRange(["-c", $"{key}={value}"]);
            }
        }
        var identity = await GitProgram.TryRunAsync(store.GitDirectory, [.. who, "var", "GIT_AUTHOR_IDENT"], cancel: cancel);
        if (identity.ExitCode != 0)
        {
            // A machine on which nobody has told git who they are, as in a scheduled run.
            who = ["-c", $"user.name={Environment.UserName}", "-c", $"user.email={Environment.UserName}@localhost"];
        }
        string[] arguments = [.. who, "commit-tree", tree, .. parent is null ? (string[])[] : ["-p", parent], "-m", message];
        return await GitProgram.TextAsync(store.GitDirectory, arguments, cancel);
    }
}
