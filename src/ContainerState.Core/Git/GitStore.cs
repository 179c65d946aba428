using System.Text;
using ContainerState.Errors;
using ContainerState.Platform;
using LibGit2Sharp;

namespace ContainerState.Git;

/// <summary>The objects and references of one Git repository, in process.</summary>
/// <remarks>Not for use by several threads at once: each opens its own. Replace refs, grafts and filters play no part.</remarks>
internal sealed class GitStore : IDisposable
{
    // Fifty a second: longer than an abandoned lock is left alone.
    private const int MostAttempts = 400;
    private const string HeadName = "HEAD";

    // How libgit2 begins to say that an object lies, where the id follows, and that one was cut short.
    private const string Mismatch = "object hash mismatch - expected ";
    private const string Unreadable = "failed to parse loose object";
    private const string Branches = "refs/heads/";
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromSeconds(3);

    private readonly Repository _repository;
    private readonly ReadTrees _trees = new();

    private GitStore(Repository repository) => _repository = repository;

    /// <summary>The repository's Git directory, absolute, without a slash at the end.</summary>
    public string GitDirectory => _repository.Info.Path.TrimEnd('/');

    /// <summary>The work tree's folder, absolute, without a slash at the end; null for a bare repository.</summary>
    public string? WorkTree => _repository.Info.WorkingDirectory?.TrimEnd('/');

    /// <summary>The branch that HEAD is on; empty when it is detached.</summary>
    public string Branch =>
        _repository.Refs[HeadName] is not SymbolicReference { TargetIdentifier: var target } ? ""
        : target.StartsWith(Branches, StringComparison.Ordinal) ? target[Branches.Length..] : target;

    /// <summary>Opens a repository by its work tree or Git directory.</summary>
    /// <exception cref="NotARepositoryException">There is none, or it cannot be read.</exception>
    public static GitStore Open(string path)
    {
        try
        {
            return new GitStore(new Repository(path));
        }
        catch (RepositoryNotFoundException)
        {
            throw new NotARepositoryException(path, "there is no Git repository");
        }
        catch (LibGit2SharpException fault)
        {
            var place = path.EndsWith("/.git/", StringComparison.Ordinal) ? path[..^6] : path.TrimEnd('/');
            throw new NotARepositoryException(
                place,
                fault.Message.Contains("not owned by", StringComparison.Ordinal) ? $"Git does not read what belongs to someone else until it is told: git config --global --add safe.directory {place}"
                : fault.Message.Replace(" ", "", StringComparison.Ordinal).Contains("objectformat", StringComparison.OrdinalIgnoreCase) ? "its objects are named by SHA-256, and only SHA-1 is understood"
                : fault.Message.TrimEnd('.'));
        }
    }

    /// <summary>The commit that a branch, tag, abbreviated id or revision means.</summary>
    /// <exception cref="ReferenceNotFoundException">It means none.</exception>
    public string Resolve(string reference)
    {
        try
        {
            if (reference.Length > 0 && reference[0] != '-' && Honest(reference, () => _repository.Lookup(reference)) is { } found)
            {
                return found.Peel<Commit>().Sha;
            }
        }
        catch (Exception fault) when (fault is LibGit2SharpException or ArgumentException)
        {
            // Not a revision, ambiguous, or not a commit: the answer is the same.
        }
        throw new ReferenceNotFoundException(WorkTree ?? GitDirectory, reference);
    }

    /// <summary>True when commits are missing behind some that are here, which look as if they had no parents.</summary>
    public bool IsShallow => _repository.Info.IsShallow;

    /// <summary>The commit at HEAD; null when there is no commit yet.</summary>
    public string? Head => ReadReference(HeadName);

    /// <summary>True when the commit is here.</summary>
    public bool HasCommit(string id) => LookUp<Commit>(id) is not null;

    /// <summary>True when the tree is here.</summary>
    public bool HasTree(string id) => LookUp<Tree>(id) is not null;

    /// <summary>The tree of a commit that is here.</summary>
    public string TreeOf(string commit) => LookUp<Commit>(commit)!.Tree.Sha;

    /// <summary>The message of a commit that is here.</summary>
    public string MessageOf(string commit) => LookUp<Commit>(commit)!.Message;

    /// <summary>When a commit that is here was committed; null when it says no time that there is.</summary>
    public DateTime? CommittedUtc(string commit) => CommitTime.Of(LookUp<Commit>(commit)!);

    /// <summary>The parents of a commit that is here.</summary>
    public IReadOnlyList<string> ParentsOf(string commit) => [.. LookUp<Commit>(commit)!.Parents.Select(parent => parent.Sha)];

    /// <summary>The entries of a tree, in Git's order, each with a name that is safe to use.</summary>
    /// <param name="tree">The tree's id.</param>
    /// <param name="where">What the tree is, for the error.</param>
    /// <exception cref="UnsafeTreeException">A name is unsafe or comes twice, or the tree is not here.</exception>
    public IReadOnlyList<TreeItem> Entries(string tree, string where)
    {
        var items = AllEntries(tree, where);
        var names = new HashSet<string>(items.Count, StringComparer.Ordinal);
        foreach (var item in items)
        {
            var reason = EntryName.Fault(item.Name) ?? (names.Add(item.Name) ? null : "the name comes twice");
            if (reason is not null)
            {
                throw new UnsafeTreeException(where, item.Name, reason);
            }
        }
        return items;
    }

    /// <summary>As <see cref="Entries"/>, with the names as they are: for those who look at each themselves.</summary>
    /// <exception cref="UnsafeTreeException">The tree is not here, or is not a whole one.</exception>
    internal IReadOnlyList<TreeItem> AllEntries(string tree, string where) => _trees.Get(
        tree, () => [.. (LookUpTree(tree, where) ?? throw new UnsafeTreeException(where, tree, "the tree is not in the repository")).Select(ItemOf)]);

    /// <summary>What there is in trees, without reading again those that were looked through before.</summary>
    internal TreeSurvey Survey => field ??= new TreeSurvey(this);

    /// <summary>The entry at a path below a tree; null when there is none.</summary>
    public TreeItem? Find(string tree, string path)
    {
        var root = LookUpTree(tree, path);
        var entry = Honest(path, () => root?[path]);
        return entry is null ? null : ItemOf(entry);
    }

    /// <summary>The size of a blob in bytes.</summary>
    public long BlobSize(string id) => _repository.ObjectDatabase.RetrieveObjectMetadata(new ObjectId(id)).Size;

    /// <summary>The same; null when it is not here.</summary>
    public long? FindBlobSize(string id) => _repository.ObjectDatabase.Contains(new ObjectId(id)) ? BlobSize(id) : null;

    /// <summary>A blob's content.</summary>
    public byte[] ReadBlob(string id) => Content(LookUp<Blob>(id)!);

    /// <summary>The text of a file of a tree; null when there is no such file.</summary>
    public string? ReadText(string tree, string path) =>
        Find(tree, path) is { Kind: TreeItemKind.File or TreeItemKind.Executable } item ? Encoding.UTF8.GetString(ReadBlob(item.Id)) : null;

    /// <summary>Writes a blob.</summary>
    /// <param name="content">Its content.</param>
    /// <param name="lasting">True to wait until it has reached the disk; what can be made again need not.</param>
    public string WriteBlob(ReadOnlySpan<byte> content, bool lasting = false)
    {
        var id = _repository.ObjectDatabase.Write<Blob>(content.ToArray()).Sha;
        if (lasting)
        {
            Flush([id]);
        }
        return id;
    }

    /// <summary>Writes a tree with these entries, in whatever order they come.</summary>
    public string WriteTree(IEnumerable<TreeItem> items)
    {
        // The format is git's own. libgit2's tree builder would read every blob into memory, only to know that it is there.
        var entries = items
            .Select(item => (Item: item, Key: Encoding.UTF8.GetBytes(item.Kind == TreeItemKind.Tree ? item.Name + "/" : item.Name)))
            .ToList();
        entries.Sort((a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        using var content = new MemoryStream();
        foreach (var (item, _) in entries)
        {
            content.Write(Encoding.UTF8.GetBytes($"{Mode(item.Kind)} {item.Name}\0"));
            content.Write(Convert.FromHexString(item.Id));
        }
        // The overload that takes a stream writes a blob, whatever type it is told.
        return _repository.ObjectDatabase.Write<Tree>(content.ToArray()).Sha;
    }

    /// <summary>What a reference points to; null when there is none of that name.</summary>
    public string? ReadReference(string name) => _repository.Refs[name]?.ResolveToDirectReference()?.TargetIdentifier;

    /// <summary>The references whose names begin so, with what they point to.</summary>
    /// <param name="prefix">The beginning, with a slash at the end.</param>
    public IReadOnlyList<(string Name, string Id)> References(string prefix) =>
        [.. _repository.Refs.FromGlob(prefix + "*").Select(reference => (reference.CanonicalName, reference.ResolveToDirectReference()?.TargetIdentifier ?? ""))];

    /// <summary>Points a reference to an object, whatever it pointed to.</summary>
    /// <remarks>
    /// The caller holds our own lock on the repository. So the file that locks the reference is git's, for a moment, or
    /// was left by a process of ours that was killed: one that is seconds old is taken away.
    /// </remarks>
    /// <exception cref="BusyException">Another process goes on locking it.</exception>
    public void WriteReference(string name, string id)
    {
        var lockFile = new FileInfo(Path.Combine(GitDirectory, name + ".lock"));
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                _repository.Refs.Add(name, new ObjectId(id), allowOverwrite: true);
                return;
            }
            catch (LockedFileException)
            {
                // Git holds the lock of a reference for a moment, and does not wait for it.
                if (attempt == MostAttempts)
                {
                    throw new BusyException(name, "another process");
                }
                lockFile.Refresh();
                if (lockFile.Exists && DateTime.UtcNow - lockFile.LastWriteTimeUtc > AbandonedAfter)
                {
                    lockFile.Delete();
                }
                Thread.Sleep(20);
            }
        }
    }

    /// <summary>Waits until what libgit2 wrote has reached the disk: what is half a minute old can be empty files after a power cut.</summary>
    /// <param name="objects">Ids of objects; those in packs are there already.</param>
    /// <param name="references">Names of references.</param>
    public void Flush(IEnumerable<string> objects, params IEnumerable<string> references) =>
        objects.Select(id => Path.Combine(GitDirectory, "objects", id[..2], id[2..])).Concat(references.Select(name => Path.Combine(GitDirectory, name))).ToList().ForEach(Disk.Flush);

    /// <summary>Removes a reference, if it is there.</summary>
    public void RemoveReference(string name) => _repository.Refs.Remove(name);

    /// <summary>True when tracked files differ from HEAD, or files are there that are neither tracked nor ignored. A bare repository has none.</summary>
    public Task<bool> HasUncommittedChangesAsync() => WorkTreeChanges.AnyAsync(_repository, WorkTree);

    /// <inheritdoc/>
    public void Dispose() => _repository.Dispose();

    private Tree? LookUpTree(string tree, string where)
    {
        try
        {
            return LookUp<Tree>(tree, where);
        }
        catch (LibGit2SharpException fault)
        {
            throw new UnsafeTreeException(where, tree, "it is not a whole Git tree: " + fault.Message.TrimEnd('.'));
        }
    }

    // libgit2 compares all that it reads with its id, packs as well as files of one object.
    private T? LookUp<T>(string id, string path = "")
        where T : GitObject => Honest(path, () => _repository.Lookup<T>(new ObjectId(id)), id);

    private T Honest<T>(string path, Func<T> read, string id = "")
    {
        try
        {
            return read();
        }
        catch (LibGit2SharpException fault) when (DamagedId(fault.Message, id) is { Length: > 0 } damaged)
        {
            throw new ObjectDamagedException(damaged, GitDirectory, path);
        }
    }

    private static string DamagedId(string message, string id) =>
        message.StartsWith(Mismatch, StringComparison.Ordinal) ? message.Substring(Mismatch.Length, CommitId.Length)
        : message.StartsWith(Unreadable, StringComparison.Ordinal) ? id : "";

    private static TreeItem ItemOf(TreeEntry entry) => new(entry.Name, KindOf(entry.Mode), entry.Target.Sha);

    private static byte[] Content(Blob blob)
    {
        using var stream = blob.GetContentStream();
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    internal static string Mode(TreeItemKind kind) => kind switch
    {
        TreeItemKind.File => "100644",
        TreeItemKind.Executable => "100755",
        TreeItemKind.Symlink => "120000",
        TreeItemKind.Tree => "40000",
        _ => "160000",
    };

    private static TreeItemKind KindOf(Mode mode) => mode switch
    {
        LibGit2Sharp.Mode.Directory => TreeItemKind.Tree,
        LibGit2Sharp.Mode.ExecutableFile => TreeItemKind.Executable,
        LibGit2Sharp.Mode.SymbolicLink => TreeItemKind.Symlink,
        LibGit2Sharp.Mode.GitLink => TreeItemKind.Gitlink,
        _ => TreeItemKind.File,
    };
}
