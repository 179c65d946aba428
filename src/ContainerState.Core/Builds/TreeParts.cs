using System.Text;
using ContainerState.Git;
using ContainerState.Images;

namespace ContainerState.Builds;

/// <summary>Puts a tree together: files, their metadata, and what the product keeps beside it.</summary>
internal static class TreeParts
{
    /// <summary>Writes the tree of a layer.</summary>
    /// <param name="store">The repository.</param>
    /// <param name="items">The files.</param>
    /// <param name="metadata">Their metadata.</param>
    /// <param name="times">The files and whole folders whose times follow from content; null where all have one time.</param>
    /// <returns>The tree's id.</returns>
    public static string Write(GitStore store, IReadOnlyList<TreeItem> items, TreeMetadata metadata, IReadOnlyList<string>? times)
    {
        var own = new List<TreeItem>();
        if (metadata.Entries.Count > 0)
        {
            own.Add(Metadata(store, metadata));
        }
        if (times is not null)
        {
            own.Add(File(store, FileTimes.Path, FileTimes.Write(times)));
        }
        return Write(store, items, own);
    }

    /// <summary>Writes a tree with what is kept beside the files.</summary>
    public static string Write(GitStore store, IEnumerable<TreeItem> items, IReadOnlyList<TreeItem> own) =>
        store.WriteTree(own.Count == 0 ? items : items.Append(new TreeItem(TreeMetadata.Folder, TreeItemKind.Tree, store.WriteTree(own))));

    /// <summary>The item of a metadata file.</summary>
    public static TreeItem Metadata(GitStore store, TreeMetadata metadata) => File(store, TreeMetadata.Path, Encoding.UTF8.GetBytes(metadata.Write()));

    /// <summary>The item of a file that is kept beside the files.</summary>
    /// <param name="store">The repository.</param>
    /// <param name="path">Its path in the tree, of which the item has the last part.</param>
    /// <param name="content">What it says.</param>
    public static TreeItem File(GitStore store, string path, byte[] content) => new(Path.GetFileName(path), TreeItemKind.File, store.WriteBlob(content));
}
