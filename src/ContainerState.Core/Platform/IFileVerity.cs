namespace ContainerState.Platform;

/// <summary>
/// fs-verity: the kernel keeps a tree of digests with a file, which nobody can write any more, and compares with it whatever is read of
/// the file. The kernel's Documentation/filesystems/fsverity.rst.
/// </summary>
internal interface IFileVerity
{
    /// <summary>The digest that the kernel holds a file to, in constant time; null where it is not on for the file, or cannot be.</summary>
    /// <param name="file">The file.</param>
    /// <returns>64 hexadecimal digits; more of a file that somebody turned it on for with another algorithm than SHA-256.</returns>
    /// <exception cref="IOException">The file cannot be opened: what the kernel keeps with it is damaged, perhaps.</exception>
    string? Measure(string file);

    /// <summary>
    /// Turns it on for a file, with SHA-256 and blocks of 4,096 bytes; the kernel reads the whole file for that. It stays on until the
    /// file is removed, and a copy of the file does not have it.
    /// </summary>
    /// <param name="file">The file. When nothing comes of it, it is as it was.</param>
    /// <returns>True when it is on; false when the kernel or the filesystem has none, or takes it from nobody here.</returns>
    /// <exception cref="IOException">There is no space for the tree, the file cannot be read, or somebody has it open for writing.</exception>
    bool TryEnable(string file);

    /// <summary>Whether it can be turned on for files in a folder. Changes nothing.</summary>
    VeritySupport SupportOf(string folder);
}
