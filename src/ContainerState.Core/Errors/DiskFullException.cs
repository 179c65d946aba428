namespace ContainerState.Errors;

/// <summary>No space, or no quota, for a file.</summary>
/// <param name="path">The file or folder.</param>
public sealed class DiskFullException(string path)
    : ContainerStateException(
        $"There is no space left for {path}.",
        "Free some: Remove-ServerImage removes images that are not needed. Nothing was changed.",
        path)
{
    /// <summary>The file or folder.</summary>
    public string Path { get; } = path;
}
