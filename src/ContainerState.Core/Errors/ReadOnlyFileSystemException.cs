namespace ContainerState.Errors;

/// <summary>Something had to be written where the filesystem takes no writing.</summary>
/// <param name="path">The file or folder.</param>
/// <param name="inner">The fault behind it.</param>
public sealed class ReadOnlyFileSystemException(string path, Exception? inner = null)
    : ContainerStateException(
        $"{Quoted.Text(path)} is on a filesystem that is mounted read-only.",
        "Mount it for writing, or work in a clone on another disk.",
        path,
        inner);
