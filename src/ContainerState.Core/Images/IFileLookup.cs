using ContainerState.Git;

namespace ContainerState.Images;

/// <summary>The entries of a filesystem, each asked for when it is needed.</summary>
internal interface IFileLookup
{
    /// <summary>What is at a path, links not followed; null when nothing is.</summary>
    /// <param name="path">Without a slash at either end.</param>
    /// <returns>Its kind, and the id of its blob; of a folder's tree, or nothing, for a folder.</returns>
    (TreeItemKind Kind, string Id)? Look(string path);

    /// <summary>All that is in a folder, and in those in it, parents before what is in them; nothing where there is no folder.</summary>
    /// <param name="folder">Without a slash at either end; empty for the root.</param>
    IEnumerable<(string Path, TreeItemKind Kind, string Id)> Below(string folder);
}
