using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Platform;

namespace ContainerState.Builds;

/// <summary>Refuses a server that could not start, since what it is to begin with does not fit into its memory.</summary>
internal static class CopyCheck
{
    /// <summary>Looks at every path with <c>copy: true</c>.</summary>
    /// <param name="store">The repository.</param>
    /// <param name="layout">The server.</param>
    /// <exception cref="StateFileException">One is too small, or there is too little memory, or it has too many files.</exception>
    public static void Require(GitStore store, ImageLayout layout)
    {
        var room = new CopiedFiles();
        foreach (var path in layout.Definition.Writable.Where(path => path.Copy))
        {
            var entries = Below(layout, path).ToList();
            if (room.Add(path, entries.Count, entries.Sum(entry => RoomOf(store, entry)), layout.Definition.Limits.MemoryBytes) is var (fault, rule))
            {
                throw new StateFileException(StateFile.Path, 0, $"writable {path.Path}", fault, $"Use {rule}.");
            }
        }
    }

    // What another is mounted over is not copied.
    private static IEnumerable<ImageEntry> Below(ImageLayout layout, WritablePath path)
    {
        var others = layout.Definition.Writable.Select(other => other.Path[1..] + "/").Where(other => other.StartsWith(path.Path[1..] + "/", StringComparison.Ordinal) && other.Length > path.Path.Length).ToList();
        return layout.Entries.Where(entry =>
            entry.Path.StartsWith(path.Path[1..] + "/", StringComparison.Ordinal) && !others.Exists(other => entry.Path.StartsWith(other, StringComparison.Ordinal)));
    }

    private static long RoomOf(GitStore store, ImageEntry entry) => entry.Kind switch
    {
        TreeItemKind.File or TreeItemKind.Executable => CopiedFiles.Room(FileKind.Regular, store.BlobSize(entry.Id)),
        TreeItemKind.Symlink => CopiedFiles.Room(FileKind.Link, store.BlobSize(entry.Id)),
        _ => 0,
    };
}
