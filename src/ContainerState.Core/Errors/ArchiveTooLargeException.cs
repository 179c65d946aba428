namespace ContainerState.Errors;

/// <summary>An archive that is larger, or unpacks to more, than is taken.</summary>
/// <param name="archive">Its URL or name.</param>
/// <param name="limit">What it goes beyond, such as <c>8 GiB when unpacked</c>.</param>
public sealed class ArchiveTooLargeException(string archive, string limit)
    : ContainerStateException(
        $"{Quoted.Text(archive)} is larger than what is taken: {limit}.",
        "Take an archive of fewer files, or keep what it holds in a Git repository of its own.",
        archive)
{
    /// <summary>Its URL or name.</summary>
    public string Archive { get; } = archive;

    /// <summary>What it goes beyond.</summary>
    public string Limit { get; } = limit;
}
