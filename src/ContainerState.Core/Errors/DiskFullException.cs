namespace ContainerState.Errors;

/// <summary>No space, or no quota, for a file.</summary>
/// <param name="path">The file or folder.</param>
/// <param name="said">What a program said of it in words of its own; null when there is nothing more to say.</param>
public sealed class DiskFullException(string path, string? said = null)
    : ContainerStateException(
        ErrorId.DiskFull,
        $"There is no space left for {path}.{(said is null ? "" : $" What failed for it: {said.TrimEnd('.')}.")}",
        "Free some: Remove-ServerImage removes images that are not needed. Nothing was changed.",
        path)
{
    /// <summary>The file or folder.</summary>
    public string Path { get; } = path;
}
