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
            if (room.Add(path, entries.Count, entries.Sum(entry => RoomOf(store, entry.Kind, entry.Id)), layout.Definition.Limits.MemoryBytes) is var (fault, rule))
            {
                throw new StateFileException(StateFile.Path, 0, $"writable {path.Path}", fault, $"Use {rule}.");
            }
        }
    }

    // What another is mounted over is not copied.
    private static IEnumerable<(string Path, TreeItemKind Kind, string Id)> Below(ImageLayout layout, WritablePath path)
    {
        var others = layout.Definition.Writable.Select(other => other.Path[1..] + "/").Where(other => other.StartsWith(path.Path[1..] + "/", StringComparison.Ordinal) && other.Length > path.Path.Length).ToList();
        return layout.Files.Below(path.Path[1..]).Where(entry => !others.Exists(other => entry.Path.StartsWith(other, StringComparison.Ordinal)));
    }

    private static long RoomOf(GitStore store, TreeItemKind kind, string id) => kind switch
    {
        TreeItemKind.File or TreeItemKind.Executable => CopiedFiles.Room(FileKind.Regular, store.BlobSize(id)),
        TreeItemKind.Symlink => CopiedFiles.Room(FileKind.Link, store.BlobSize(id)),
        _ => 0,
    };
}
