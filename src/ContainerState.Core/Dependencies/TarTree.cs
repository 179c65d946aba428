using System.Formats.Tar;
using System.Text;
using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Dependencies;

/// <summary>Turns a tar stream into a tree: files into git's fast-import, what Git cannot hold into the metadata.</summary>
/// <remarks>Times are dropped. Everything in the archive is untrusted.</remarks>
internal sealed class TarTree(FastImportWriter files, string source)
{
    private const int MostEntries = 2_000_000;
    private readonly Dictionary<string, TreeItemKind> _kinds = new(StringComparer.Ordinal);

    /// <summary>What is gathered beside the files.</summary>
    public TreeMetadata Metadata { get; } = new();

    /// <summary>What becomes of a path.</summary>
    public enum Verdict
    {
        /// <summary>It goes into the tree.</summary>
        Keep,

        /// <summary>It is left out, with all below it.</summary>
        Drop,

        /// <summary>It is kept as an empty file.</summary>
        Empty,

        /// <summary>It is read by the caller and left out.</summary>
        Read,
    }

    /// <summary>Reads the whole stream.</summary>
    /// <param name="tar">The stream.</param>
    /// <param name="judge">Says what becomes of a path; given without a slash in front.</param>
    /// <param name="read">Is given the content of a file that was judged <see cref="Verdict.Read"/>.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="UnsafeTreeException">An entry must not reach a filesystem.</exception>
    public async Task ReadAsync(Stream tar, Func<string, Verdict> judge, Func<string, Stream, Task> read, CancellationToken cancel)
    {
        var reader = new TarReader(tar, leaveOpen: true);
        await using var disposing = reader.ConfigureAwait(false);
        var count = 0;
        while (await NextAsync(reader, cancel).ConfigureAwait(false) is { } entry)
        {
            if (++count > MostEntries)
            {
                throw new UnsafeTreeException(source, entry.Name, $"it holds more than {MostEntries} entries");
            }
            var path = Normalise(entry.Name, entry.EntryType);
            if (path is null)
            {
                continue;
            }
            var verdict = path.Length == 0 ? Verdict.Keep : judge(path);
            if (verdict == Verdict.Read && entry.DataStream is not null)
            {
                await read(path, entry.DataStream).ConfigureAwait(false);
            }
            if (verdict is Verdict.Keep or Verdict.Empty)
            {
                await PlaceAsync(entry, path, verdict == Verdict.Empty, cancel).ConfigureAwait(false);
            }
        }
        ForgetOrdinaryFolders();
        // Some writers pad beyond the end mark, and would see a broken pipe.
        await tar.CopyToAsync(Stream.Null, cancel).ConfigureAwait(false);
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

    private async Task<TarEntry?> NextAsync(TarReader reader, CancellationToken cancel)
    {
        try
        {
            return await reader.GetNextEntryAsync(cancellationToken: cancel).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new UnsafeTreeException(source, "tar", "it is not a whole tar archive: " + fault.Message);
        }
    }

    private async Task PlaceAsync(TarEntry entry, string path, bool empty, CancellationToken cancel)
    {
        if (path.Length == 0 && entry.EntryType is not (TarEntryType.Directory or TarEntryType.DirectoryList or TarEntryType.ExtendedAttributes))
        {
            // A symbolic link named . or /. would move the whole tree elsewhere (CVE-2021-29136).
            throw new UnsafeTreeException(source, entry.Name, "the root is not a folder");
        }
        switch (entry.EntryType)
        {
            case TarEntryType.Directory or TarEntryType.DirectoryList:
                if (path.Length > 0)
                {
                    Claim(path, TreeItemKind.Tree);
                }
                Remember(entry, path, 493);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                var kind = entry.Mode.HasFlag(UnixFileMode.UserExecute) ? TreeItemKind.Executable : TreeItemKind.File;
                Claim(path, kind);
                if (empty || entry.DataStream is null)
                {
                    files.Add(path, kind, []);
                }
                else
                {
                    await files.AddAsync(path, kind, entry.DataStream, entry.Length, cancel).ConfigureAwait(false);
                }
                Remember(entry, path, kind == TreeItemKind.Executable ? 493 : 420);
                break;
            case TarEntryType.SymbolicLink:
                if (entry.LinkName.Length == 0 || entry.LinkName.Contains('\0'))
                {
                    throw new UnsafeTreeException(source, path, "the symbolic link has no target");
                }
                Claim(path, TreeItemKind.Symlink);
                files.Add(path, TreeItemKind.Symlink, Encoding.UTF8.GetBytes(entry.LinkName));
                break;
            case TarEntryType.HardLink:
                var target = Normalise(entry.LinkName, TarEntryType.RegularFile);
                if (target is null || !files.AddLink(path, target))
                {
                    throw new UnsafeTreeException(source, path, $"the hard link's target {Quoted.Text(entry.LinkName)} is not a file of the same archive");
                }
                Claim(path, _kinds[target]);
                if (Metadata.Find(target) is { } same)
                {
                    Metadata.Set(path, same);
                }
                break;
            case TarEntryType.GlobalExtendedAttributes or TarEntryType.ExtendedAttributes:
                break;
            default:
                throw new UnsafeTreeException(source, path, $"it is neither a file, a folder nor a link ({entry.EntryType})");
        }
    }

    private void Remember(TarEntry entry, string path, int ordinary)
    {
        if (entry.Uid is < 0 or > 65535 || entry.Gid is < 0 or > 65535)
        {
            throw new UnsafeTreeException(source, path, $"its owner {entry.Uid}:{entry.Gid} is outside 0 to 65535");
        }
        var isFolder = entry.EntryType is TarEntryType.Directory or TarEntryType.DirectoryList;
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
            ? throw new UnsafeTreeException(source, path, "it has file capabilities that cannot be read from an archive")
            : Convert.ToBase64String(Encoding.UTF8.GetBytes(value));
    }

    private void Claim(string path, TreeItemKind kind)
    {
        for (var slash = path.IndexOf('/'); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            // Folders need no entry of their own; what holds a file is one, and nothing else may take its place.
            if (!_kinds.TryAdd(path[..slash], TreeItemKind.Tree) && _kinds[path[..slash]] != TreeItemKind.Tree)
            {
                throw new UnsafeTreeException(source, path, $"{path[..slash]} is not a folder in the same archive");
            }
        }
        if (!_kinds.TryAdd(path, kind) && !(kind == TreeItemKind.Tree && _kinds[path] == TreeItemKind.Tree))
        {
            throw new UnsafeTreeException(source, path, "it comes twice");
        }
    }

    // The path without ./ and without slashes around it; empty for the root; null for entries that are no files at all.
    private string? Normalise(string name, TarEntryType type)
    {
        if (type is TarEntryType.GlobalExtendedAttributes)
        {
            return null;
        }
        if (name.StartsWith('/'))
        {
            throw new UnsafeTreeException(source, name, "its name is absolute");
        }
        var parts = name.TrimEnd('/').Split('/').Where(part => part.Length > 0).ToList();
        if (parts.Count > 0 && parts[0] == ".")
        {
            parts.RemoveAt(0);
        }
        foreach (var part in parts)
        {
            if (EntryName.Fault(part) is { } fault)
            {
                throw new UnsafeTreeException(source, name, fault);
            }
        }
        return parts.Count > 0 && parts[0] == TreeMetadata.Folder
            ? throw new UnsafeTreeException(source, name, $"the name {TreeMetadata.Folder} is kept for metadata")
            : string.Join('/', parts);
    }
}
