namespace ContainerState.Git;

/// <summary>What an entry of a Git tree is.</summary>
internal enum TreeItemKind
{
    /// <summary>A file, mode 100644.</summary>
    File,

    /// <summary>An executable file, mode 100755.</summary>
    Executable,

    /// <summary>A symbolic link, mode 120000; its blob is the target.</summary>
    Symlink,

    /// <summary>A tree, mode 040000.</summary>
    Tree,

    /// <summary>A commit of another repository, mode 160000.</summary>
    Gitlink,
}
