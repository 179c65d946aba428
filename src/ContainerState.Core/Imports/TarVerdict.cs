namespace ContainerState.Imports;

/// <summary>What becomes of an entry of a tar.</summary>
internal enum TarVerdict
{
    /// <summary>It goes into the tree.</summary>
    Keep,

    /// <summary>It is left out, with all below it.</summary>
    Drop,

    /// <summary>It is kept where it is a folder, and left out else.</summary>
    Folder,

    /// <summary>It is kept as an empty file.</summary>
    Empty,

    /// <summary>It is read by the caller and left out.</summary>
    Read,
}
