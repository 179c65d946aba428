using System.Globalization;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>
/// Has what a server may write begin as its image has it: with the owner and mode of the image's folder, and with the
/// folders below it, which packages make for their programs, and which a tmpfs would hide. With <c>copy: true</c>, with the
/// files and links as well.
/// </summary>
/// <remarks>
/// Nothing here follows a link. A file of the image is made with its owner and mode, and without content: that is for
/// <see cref="Lxc.CopyHook"/> to write, in the server's own cgroup, so that it counts in the server's memory.
/// </remarks>
internal static class WritableFolders
{
    private const int MostFolders = 5000;

    /// <summary>The writable paths with the owners and modes of the image's folders, where state.yaml names none.</summary>
    /// <param name="root">Where the image is mounted.</param>
    /// <param name="writable">The paths.</param>
    public static IReadOnlyList<WritablePath> AsInImage(string root, IReadOnlyList<WritablePath> writable) => [.. writable.Select(path => AsInImage(root, path))];

    /// <summary>What each path begins with, of those that begin with anything.</summary>
    /// <param name="root">Where the image is mounted.</param>
    /// <param name="writable">The paths.</param>
    /// <param name="mounted">Where else something is mounted.</param>
    /// <exception cref="InvalidNameException">A path has more than a server is to begin with, or something would be mounted behind a link.</exception>
    public static IReadOnlyList<FilledPath> Find(string root, IReadOnlyList<WritablePath> writable, IReadOnlyCollection<string> mounted)
    {
        var found = new List<FilledPath>();
        // What another is mounted over is seen by nobody.
        var places = writable.Select(path => path.Path).Concat(mounted).ToHashSet(StringComparer.Ordinal);
        RequirePlain(root, writable, places);
        foreach (var path in writable.Where(path => FolderAt(root, path.Path) is not null))
        {
            var entries = new List<(string, FileStatus)>();
            Walk(root + path.Path, "", path, places, entries);
            if (entries.Count > 0)
            {
                found.Add(new(path, entries));
            }
        }
        return found;
    }

    /// <summary>Refuses what does not fit.</summary>
    /// <param name="root">Where the image is mounted.</param>
    /// <param name="writable">The paths.</param>
    /// <param name="mounted">Where else something is mounted.</param>
    /// <param name="memory">The server's memory; 0 for no limit.</param>
    /// <exception cref="InvalidNameException">A path is too small for the image's files, the server has too little memory for them, or there are too many.</exception>
    public static void RequireRoom(string root, IReadOnlyList<WritablePath> writable, IReadOnlyCollection<string> mounted, long memory)
    {
        if (!writable.Any(path => path.Copy))
        {
            return;
        }
        var room = new CopiedFiles();
        foreach (var (path, entries) in Find(root, writable, mounted).Where(filled => filled.Path.Copy))
        {
            if (room.Add(path, entries.Count, entries.Sum(entry => CopiedFiles.Room(entry.Status.Kind, entry.Status.Size)), memory) is { } refusal)
            {
                throw Refused(path, refusal.Rule);
            }
        }
    }

    /// <summary>Makes a tmpfs with such folders, files and links, for a container to be given.</summary>
    /// <param name="place">Where it is mounted: an empty folder.</param>
    /// <param name="root">Where the image is mounted.</param>
    /// <param name="filled">What it is for, and begins with.</param>
    /// <param name="firstId">The host's id of the container's 0.</param>
    public static void Make(string place, string root, FilledPath filled, long firstId)
    {
        var (path, entries) = filled;
        MountCalls.MountInMemory(
            place,
            "tmpfs",
            string.Create(CultureInfo.InvariantCulture, $"size={path.SizeBytes},mode={Convert.ToString(path.Bits & 0xfff, 8)},uid={firstId + path.OwnerId},gid={firstId + path.GroupId}"),
            runsPrograms: true);
        foreach (var (name, status) in entries)
        {
            var made = Path.Combine(place, name);
            MakeOne(made, Path.Combine(root + path.Path, name), status);
            // Owner first: a change of owner takes mode bits away.
            if (LibC.ChangeOwner(made, (uint)(firstId + IdOf(status.UserId)), (uint)(firstId + IdOf(status.GroupId))) is var error and not 0)
            {
                throw new IOException($"{made} cannot be given to its owner: error {error}.", error);
            }
            if (status.Kind != FileKind.Link)
            {
                // No server gives rights by set-user-id, and nothing that is in sight of the host is to have it.
                File.SetUnixFileMode(made, (UnixFileMode)(status.Kind == FileKind.Folder ? status.Mode : status.Mode & FileModes.Open));
            }
        }
        if (path.Copy)
        {
            GiveTimes(place, root, filled);
        }
    }

    private static void MakeOne(string made, string source, FileStatus status)
    {
        switch (status.Kind)
        {
            case FileKind.Folder:
                Directory.CreateDirectory(made);
                break;
            case FileKind.Link:
                File.CreateSymbolicLink(made, new FileInfo(source).LinkTarget ?? throw new IOException($"{source} is no link any more."));
                break;
            default:
                File.OpenHandle(made, FileMode.CreateNew, FileAccess.Write).Dispose();
                break;
        }
    }

    // Those of files are set when their content is there. A folder's is set when everything in it is made: the last first.
    private static void GiveTimes(string place, string root, FilledPath filled)
    {
        foreach (var (name, status) in filled.Entries.Reverse().Append(("", FileStatus.Of(place))))
        {
            var made = Path.Combine(place, name);
            if (status.Kind != FileKind.Regular)
            {
                File.SetLastWriteTimeUtc(made, File.GetLastWriteTimeUtc(Path.Combine(root + filled.Path.Path, name)));
            }
        }
    }

    private static WritablePath AsInImage(string root, WritablePath path)
    {
        var usual = WritablePath.UsualMode(path.Path);
        // Everybody's, by what programs expect and not by what an image has.
        if (usual == FileModes.Sticky || FolderAt(root, path.Path) is not { } there)
        {
            return path;
        }
        if (path.Owner is null && (path.OwnerId, path.GroupId) == (0, 0))
        {
            path = path with { OwnerId = (int)IdOf(there.UserId), GroupId = (int)IdOf(there.GroupId) };
        }
        return path.ModeIsGiven || path.Bits != usual ? path : path with { Bits = there.Mode };
    }

    // LXC makes what lacks of a place before the container's root is its own: a link of the image on the way would lead to the host's files.
    private static void RequirePlain(string root, IReadOnlyList<WritablePath> writable, IEnumerable<string> places)
    {
        foreach (var (place, path) in places.SelectMany(place => writable.Where(path => path.Copy && place.StartsWith(path.Path + "/", StringComparison.Ordinal)).Select(path => (place, path))))
        {
            for (var on = Path.GetDirectoryName(place)!; on.Length > path.Path.Length; on = Path.GetDirectoryName(on)!)
            {
                if (FileStatus.Find(root + on) is { Kind: not FileKind.Folder })
                {
                    throw Refused(path, $"one in which {on} is a folder of the image: {place} is below it");
                }
            }
        }
    }

    private static FileStatus? FolderAt(string root, string path) => FileStatus.FindBelow(root, path) is { Kind: FileKind.Folder } folder ? folder : null;

    private static void Walk(string folder, string prefix, WritablePath path, IReadOnlySet<string> places, List<(string, FileStatus)> found)
    {
        foreach (var below in path.Copy ? Directory.EnumerateFileSystemEntries(folder) : Directory.EnumerateDirectories(folder))
        {
            var status = FileStatus.Of(below);
            if (status.Kind != FileKind.Folder && !path.Copy)
            {
                continue;
            }
            var name = prefix + Path.GetFileName(below);
            if (status.Kind == FileKind.Link && places.Contains($"{path.Path}/{name}"))
            {
                // Something of the server's own stands for it.
                continue;
            }
            if (status.Kind == FileKind.Special)
            {
                throw Refused(path, $"one where the image has files, folders and links alone: {Quoted.Text(name)} is none of them, and is not copied");
            }
            if (found.Count == (path.Copy ? CopiedFiles.MostEntries : MostFolders))
            {
                throw Refused(path, path.Copy
                    ? $"one with at most {CopiedFiles.MostEntries} files, folders and links in the image, all of which are copied at every start"
                    : $"one with at most {MostFolders} folders below it in the image, all of which a server begins with");
            }
            found.Add((name, status));
            if (status.Kind == FileKind.Folder && !places.Contains($"{path.Path}/{name}"))
            {
                Walk(below, name + "/", path, places, found);
            }
        }
    }

    private static InvalidNameException Refused(WritablePath path, string rule) => new("writable path", path.Path, rule);

    private static long IdOf(long id) => id is >= 0 and <= DefinitionRules.LastUserId ? id : 0;
}
