namespace ContainerState.Platform;

/// <summary>What a path is.</summary>
internal enum FileKind
{
    /// <summary>A file.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A device, a socket or a pipe.</summary>
    Special,
}
