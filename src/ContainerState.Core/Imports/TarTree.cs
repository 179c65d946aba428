using System.Formats.Tar;
using System.Text;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>Turns a tar stream into a tree: files into git's fast-import, what Git cannot hold into the metadata.</summary>
/// <remarks>Times are dropped. Everything in the archive is untrusted.</remarks>
internal sealed class TarTree(FastImportWriter files, string source)
{
    private const int LongestPath = TarEntryName.LongestPath;
    private const int SetIds = 3072;
    private readonly Dictionary<string, TreeItemKind> _kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);
    private readonly HashSet<string> _leftOut = new(StringComparer.Ordinal);

    /// <summary>What is gathered beside the files.</summary>
    public TreeMetadata Metadata { get; } = new();

    /// <summary>
    /// True for a tree of sources: all belongs to root, a file is executable or not, and one with rights of its own
    /// (set-user-id, capabilities) is refused. False for a root filesystem, of which owners and modes are kept.
    /// </summary>
    public bool IsSource { get; set; }

    /// <summary>Decides by owner and content, where paths alone do not; null when they do.</summary>
    public ITarSieve? Sieve { get; set; }

    /// <summary>How many entries are taken.</summary>
    public int MostEntries { get; set; } = TreeLimits.MostEntries;

    /// <summary>The symbolic links so far, with their targets.</summary>
    public IReadOnlyDictionary<string, string> Links => _links;

    /// <summary>Reads the whole stream.</summary>
    /// <param name="tar">The stream.</param>
    /// <param name="judge">Says what becomes of a path; given without a slash in front.</param>
    /// <param name="read">Is given the content of a file that was judged <see cref="TarVerdict.Read"/>.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="UnsafeTreeException">An entry must not reach a filesystem.</exception>
    /// <exception cref="ArchiveUnreadableException">It is no tar archive, or not a whole one.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ArchiveTooLarge"/>: It has too many entries.</exception>
    public async Task ReadAsync(Stream tar, Func<string, TarVerdict> judge, Func<string, Stream, Task> read, CancellationToken cancel)
    {
        try
        {
            await ReadEntriesAsync(tar, judge, read, cancel);
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException or FormatException or OverflowException or NotSupportedException)
        {
            // Not supported are GNU tar's older form of sparse files, parts of a file on several volumes, and names of volumes.
            throw new ArchiveUnreadableException(source, (fault is NotSupportedException ? "GNU tar alone knows what is in it: " : "it is not a whole tar archive: ") + fault.Message);
        }
        if (Sieve is not null)
        {
            TakeOut(Sieve.Finish());
        }
        ForgetOrdinaryFolders();
    }

    /// <summary>Moves all up by one, where it lies in a single folder at the top.</summary>
    /// <returns>The folder, or null when there is no such folder.</returns>
    public string? MoveUp()
    {
        var tops = _kinds.Keys.Select(path => path.Split('/', 2)[0]).Distinct(StringComparer.Ordinal).Take(2).ToList();
        if (tops is not [var top] || _kinds[top] != TreeItemKind.Tree)
        {
            return null;
        }
        var metadata = Metadata.Entries.ToList();
        Metadata.RemoveWhere((_, _) => true);
        foreach (var (path, entry) in metadata.Where(entry => entry.Key.Length > top.Length))
        {
            Metadata.Set(path[(top.Length + 1)..], entry);
        }
        var links = _links.ToList();
        _links.Clear();
        foreach (var (path, target) in links)
        {
            _links[path[(top.Length + 1)..]] = target;
        }
        if (_kinds.ContainsKey(top + "/" + TreeMetadata.Folder))
        {
            throw Unsafe(TreeMetadata.Folder, $"the name {TreeMetadata.Folder} is kept for metadata");
        }
        files.MoveUp(top);
        return top;
    }

    private async Task ReadEntriesAsync(Stream tar, Func<string, TarVerdict> judge, Func<string, Stream, Task> read, CancellationToken cancel)
    {
        var reader = new TarReader(tar, leaveOpen: true);
        await using var disposing = reader;
        var count = 0;
        while (await reader.GetNextEntryAsync(cancellationToken: cancel) is { } entry)
        {
            if (++count > MostEntries)
            {
                throw ImportFaults.ArchiveTooLarge(source, $"{MostEntries} entries");
            }
            var path = TarEntryName.Normalise(entry.Name, entry.EntryType, source);
            if (path is null)
            {
                continue;
            }
            var verdict = path.Length == 0 ? TarVerdict.Keep : judge(path);
            if (verdict == TarVerdict.Read && entry.DataStream is not null)
            {
                await read(path, entry.DataStream);
            }
            if (verdict is TarVerdict.Keep or TarVerdict.Empty || (verdict == TarVerdict.Folder && entry.EntryType == TarEntryType.Directory))
            {
                await PlaceAsync(entry, path, verdict == TarVerdict.Empty, cancel);
            }
        }
        // The end mark is two blocks of zeros, of which the reader takes one; it takes an archive that was cut off between
        // two entries for a whole one. Some writers pad beyond the mark, and would see a broken pipe.
        var block = new byte[1 << 16];
        if (await tar.ReadAsync(block, cancel) == 0)
        {
            throw new EndOfStreamException("The mark of its end is missing.");
        }
        await tar.CopyToAsync(Stream.Null, cancel);
    }

    private void TakeOut(IReadOnlySet<string> paths)
    {
        files.Remove(paths);
        Metadata.RemoveWhere((path, _) => paths.Contains(path));
        foreach (var path in paths)
        {
            _kinds.Remove(path);
            _links.Remove(path);
        }
    }

    // Git holds a folder that has something in it; only the empty ones, and those with an owner or mode, need a line.
    private void ForgetOrdinaryFolders()
    {
        var filled = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in _kinds.Where(kind => kind.Value != TreeItemKind.Tree).Select(kind => kind.Key))
        {
            for (var slash = path.LastIndexOf('/'); slash > 0 && filled.Add(path[..slash]); slash = path.LastIndexOf('/', slash - 1))
            {
            }
        }
        Metadata.RemoveWhere((path, entry) => entry is { IsDirectory: true, Mode: null, UserId: 0, GroupId: 0 } && (path.Length == 0 || filled.Contains(path)));
    }

    private async Task PlaceAsync(TarEntry entry, string path, bool empty, CancellationToken cancel)
    {
        if (path.Length == 0 && entry.EntryType is not (TarEntryType.Directory or TarEntryType.DirectoryList or TarEntryType.ExtendedAttributes))
        {
            // A symbolic link named . or /. would move the whole tree elsewhere (CVE-2021-29136).
            throw Unsafe(entry.Name, "the root is not a folder");
        }
        if (entry is PaxTarEntry pax && pax.ExtendedAttributes.Keys.Any(key => key.StartsWith("GNU.sparse.", StringComparison.Ordinal)))
        {
            // What the entry holds then is a map of the file, and not the file.
            throw Unsafe(path, "it is a sparse file");
        }
        var content = entry.DataStream;
        if (Sieve is not null)
        {
            content = await Sieve.PassAsync(entry, path, cancel);
            if (content is null)
            {
                _leftOut.Add(path);
                return;
            }
        }
        switch (entry.EntryType)
        {
            case TarEntryType.Directory or TarEntryType.DirectoryList:
                if (path.Length > 0)
                {
                    Claim(path, TreeItemKind.Tree);
                }
                Remember(entry, path, FileModes.Program);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                var kind = entry.Mode.HasFlag(UnixFileMode.UserExecute) ? TreeItemKind.Executable : TreeItemKind.File;
                Claim(path, kind);
                if (empty || content is null)
                {
                    files.Add(path, kind, []);
                }
                else
                {
                    await files.AddAsync(path, kind, content, content == entry.DataStream ? entry.Length : content.Length, cancel);
                }
                Remember(entry, path, kind == TreeItemKind.Executable ? FileModes.Program : FileModes.File);
                break;
            case TarEntryType.SymbolicLink:
                if (entry.LinkName.Length == 0 || entry.LinkName.Contains('\0') || entry.LinkName.Contains('\uFFFD') || Encoding.UTF8.GetByteCount(entry.LinkName) > LongestPath)
                {
                    throw Unsafe(path, $"a symbolic link's target is valid UTF-8 of 1 to {LongestPath} bytes");
                }
                Claim(path, TreeItemKind.Symlink);
                _links[path] = entry.LinkName;
                files.Add(path, TreeItemKind.Symlink, Encoding.UTF8.GetBytes(entry.LinkName));
                break;
            case TarEntryType.HardLink:
                var target = TarEntryName.Normalise(entry.LinkName, TarEntryType.RegularFile, source);
                if (target is not null && _leftOut.Contains(target))
                {
                    _leftOut.Add(path);
                    break;
                }
                if (target is null || !files.AddLink(path, target))
                {
                    throw Unsafe(path, $"the hard link's target {Quoted.Text(entry.LinkName)} is not a file of the same archive");
                }
                Claim(path, _kinds[target]);
                if (_links.TryGetValue(target, out var leadsTo))
                {
                    _links[path] = leadsTo;
                }
                if (Metadata.Find(target) is { } same)
                {
                    Metadata.Set(path, same);
                }
                break;
            case TarEntryType.GlobalExtendedAttributes or TarEntryType.ExtendedAttributes:
                break;
            default:
                throw Unsafe(path, $"it is neither a file, a folder nor a link ({entry.EntryType})");
        }
    }

    private void Remember(TarEntry entry, string path, int ordinary)
    {
        var isFolder = entry.EntryType is TarEntryType.Directory or TarEntryType.DirectoryList;
        if (IsSource)
        {
            // A folder's set-group-id bit is no right: it is where a group shares its work, as in many a release.
            if (!isFolder && (((int)entry.Mode & SetIds) != 0 || CapabilityOf(entry, path) is not null))
            {
                throw Unsafe(path, "it runs with the rights of another user (set-user-id, set-group-id or capabilities), and sources have none");
            }
            Metadata.Set(path, new PathMetadata(isFolder));
            return;
        }
        if (entry.Uid is < 0 or > 65535 || entry.Gid is < 0 or > 65535)
        {
            throw Unsafe(path, $"its owner {entry.Uid}:{entry.Gid} is outside 0 to 65535");
        }
        var mode = (int)entry.Mode & 4095;
        Metadata.Set(path, new PathMetadata(isFolder, mode == ordinary ? null : mode, entry.Uid, entry.Gid, CapabilityOf(entry, path)));
    }

    private string? CapabilityOf(TarEntry entry, string path)
    {
        if (entry is not PaxTarEntry pax || !pax.ExtendedAttributes.TryGetValue("SCHILY.xattr.security.capability", out var value))
        {
            return null;
        }
        // The value is binary, but the reader decodes it as UTF-8: a byte above 127 is lost, and that must be said.
        return value.Contains('\uFFFD')
            ? throw Unsafe(path, "it has file capabilities that cannot be read from an archive")
            : Convert.ToBase64String(Encoding.UTF8.GetBytes(value));
    }

    private void Claim(string path, TreeItemKind kind)
    {
        for (var slash = path.IndexOf('/'); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            // Folders need no entry of their own; what holds a file is one, and nothing else may take its place.
            if (!_kinds.TryAdd(path[..slash], TreeItemKind.Tree) && _kinds[path[..slash]] != TreeItemKind.Tree)
            {
                throw Unsafe(path, $"{path[..slash]} is not a folder in the same archive");
            }
        }
        if (!_kinds.TryAdd(path, kind) && !(kind == TreeItemKind.Tree && _kinds[path] == TreeItemKind.Tree))
        {
            throw Unsafe(path, "it comes twice");
        }
    }

    private UnsafeTreeException Unsafe(string path, string reason) => TarEntryName.Unsafe(source, path, reason);
}
