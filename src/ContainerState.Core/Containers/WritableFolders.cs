using System.Globalization;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>
/// Has what a server may write begin as its image has it: with the owner and mode of the image's folder, and with the
/// folders below it, which packages make for their programs, and which a tmpfs would hide.
/// </summary>
internal static class WritableFolders
{
    private const int MostFolders = 5000;

    /// <summary>The writable paths with the owners and modes of the image's folders, where state.yaml names none.</summary>
    /// <param name="root">Where the image is mounted.</param>
    /// <param name="writable">The paths.</param>
    public static IReadOnlyList<WritablePath> AsInImage(string root, IReadOnlyList<WritablePath> writable) => [.. writable.Select(path => AsInImage(root, path))];

    /// <summary>The folders below each path that has some in the image, parents first, by path.</summary>
    /// <param name="root">Where the image is mounted.</param>
    /// <param name="writable">The paths.</param>
    /// <exception cref="InvalidNameException">A path has more than a server is to begin with.</exception>
    public static IReadOnlyList<(WritablePath Path, IReadOnlyList<(string Name, FileStatus Status)> Folders)> Find(string root, IReadOnlyList<WritablePath> writable)
    {
        var found = new List<(WritablePath, IReadOnlyList<(string, FileStatus)>)>();
        foreach (var path in writable.Where(path => FolderAt(root, path.Path) is not null))
        {
            var folders = new List<(string, FileStatus)>();
            Walk(root + path.Path, "", path.Path, folders);
            if (folders.Count > 0)
            {
                found.Add((path, folders));
            }
        }
        return found;
    }

    /// <summary>Makes a tmpfs with such folders, for a container to be given.</summary>
    /// <param name="place">Where it is mounted: an empty folder.</param>
    /// <param name="path">What it is for.</param>
    /// <param name="folders">The folders, parents first.</param>
    /// <param name="firstId">The host's id of the container's 0.</param>
    public static void Make(string place, WritablePath path, IReadOnlyList<(string Name, FileStatus Status)> folders, long firstId)
    {
        MountCalls.MountInMemory(
            place,
            "tmpfs",
            string.Create(CultureInfo.InvariantCulture, $"size={path.SizeBytes},mode={Convert.ToString(path.Bits & 0xfff, 8)},uid={firstId + path.OwnerId},gid={firstId + path.GroupId}"),
            runsPrograms: true);
        foreach (var (name, status) in folders)
        {
            var folder = Path.Combine(place, name);
            Directory.CreateDirectory(folder);
            // Owner first: a change of owner takes mode bits away.
            if (LibC.ChangeOwner(folder, (uint)(firstId + IdOf(status.UserId)), (uint)(firstId + IdOf(status.GroupId))) is var error and not 0)
            {
                throw new IOException($"{folder} cannot be given to its owner: error {error}.", error);
            }
            File.SetUnixFileMode(folder, (UnixFileMode)status.Mode);
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

    private static FileStatus? FolderAt(string root, string path) => FileStatus.FindBelow(root, path) is { Kind: FileKind.Folder } folder ? folder : null;

    private static void Walk(string folder, string prefix, string path, List<(string, FileStatus)> found)
    {
        foreach (var below in Directory.EnumerateDirectories(folder))
        {
            var status = FileStatus.Of(below);
            if (status.Kind != FileKind.Folder)
            {
                continue;
            }
            if (found.Count == MostFolders)
            {
                throw new InvalidNameException("writable path", path, $"one with at most {MostFolders} folders below it in the image, all of which a server begins with");
            }
            var name = prefix + Path.GetFileName(below);
            found.Add((name, status));
            Walk(below, name + "/", path, found);
        }
    }

    private static long IdOf(long id) => id is >= 0 and <= DefinitionRules.LastUserId ? id : 0;
}
