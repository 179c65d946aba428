using ContainerState.Builds;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;

namespace ContainerState.Contents;

/// <summary>The files of a server, as its tree has them. What is asked for is read, and nothing else.</summary>
/// <param name="Store">The repository that has the tree.</param>
/// <param name="View">Its folders.</param>
/// <param name="Times">Which of its files have times that follow from content.</param>
internal sealed record ServerFiles(GitStore Store, FolderView View, OwnTimes Times)
{
    /// <summary>What the tree is, for errors.</summary>
    public const string Where = "the server's tree";

    /// <summary>Looks at a server's tree.</summary>
    /// <exception cref="UnsafeTreeException">It is not here, or what it says of its files cannot be read.</exception>
    public static ServerFiles Read(GitStore store, string tree)
    {
        var metadata = store.ReadText(tree, TreeMetadata.Path) is { } text ? TreeMetadata.Parse(text, Where) : new TreeMetadata();
        return new(store, new FolderView(store, tree, metadata, Where), new OwnTimes([.. FileTimes.Of(store, tree, Where).Paths]));
    }

    /// <summary>True for a tree that is a server's.</summary>
    public static bool IsOne(GitStore store, string tree) => store.HasTree(tree) && store.Find(tree, ImageLayout.DefinitionPath) is not null;

    /// <summary>An item of a folder, with what the metadata says of it.</summary>
    /// <exception cref="UnsafeTreeException">No server can have it.</exception>
    public ImageEntry EntryOf(string path, TreeItem item) => item.Kind == TreeItemKind.Gitlink
        ? throw new UnsafeTreeException(Where, path, "it is a commit of another repository")
        : ImageEntry.Of(path, item.Kind, item.Id, View.Metadata.Find(path), Times.Has(path));

    /// <summary>The size of a file, or of what a link says, in bytes; null for a folder, and for what is not here.</summary>
    public long? SizeOf(ImageEntry entry) => entry.Kind == TreeItemKind.Tree ? null : Store.FindBlobSize(entry.Id);

    /// <summary>Refuses a path that is deeper than any server's: a few trees that name each other can go on for ever.</summary>
    /// <exception cref="UnsafeTreeException">It is.</exception>
    public static void RequireDepth(string path)
    {
        if (path.AsSpan().Count('/') >= TreeLimits.Deepest)
        {
            throw new UnsafeTreeException(Where, path, $"it is nested more than {TreeLimits.Deepest} folders deep");
        }
    }

    /// <summary>Refuses more entries than a server can have.</summary>
    /// <exception cref="UnsafeTreeException">There are.</exception>
    public static void RequireCount(long count, string path)
    {
        if (count > TreeLimits.MostEntries)
        {
            throw new UnsafeTreeException(Where, path, $"it holds more than {TreeLimits.MostEntries} entries");
        }
    }
}
