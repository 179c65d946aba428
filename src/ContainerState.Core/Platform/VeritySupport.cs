namespace ContainerState.Platform;

/// <summary>Whether a folder's filesystem has fs-verity.</summary>
internal enum VeritySupport
{
    /// <summary>The caller may not look at the folder.</summary>
    Unknown,

    /// <summary>It can be turned on for files.</summary>
    Present,

    /// <summary>The kernel was built without it.</summary>
    NotInKernel,

    /// <summary>No filesystem of this type has it.</summary>
    NotInType,

    /// <summary>Filesystems of this type can have it, and this one does not.</summary>
    NotOnFilesystem,
}
