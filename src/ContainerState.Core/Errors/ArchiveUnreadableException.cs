namespace ContainerState.Errors;

/// <summary>A file that is not a whole archive, or not of a kind that can be read.</summary>
/// <param name="archive">The file's URL or name.</param>
/// <param name="detail">What is wrong with it.</param>
public sealed class ArchiveUnreadableException(string archive, string detail)
    : ContainerStateException(
        ErrorId.ArchiveUnreadable,
        $"{Quoted.Text(archive)} cannot be read: {detail.TrimEnd('.')}.",
        "Give a tar archive, plain or compressed by gzip, xz, zstd or bzip2, and fetch it again if it is cut short.",
        archive)
{
    /// <summary>The file's URL or name.</summary>
    public string Archive { get; } = archive;

    /// <summary>What is wrong with it.</summary>
    public string Detail { get; } = detail;
}
