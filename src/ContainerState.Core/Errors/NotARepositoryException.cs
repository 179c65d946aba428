namespace ContainerState.Errors;

/// <summary>The path is not a state repository.</summary>
/// <param name="path">The path.</param>
/// <param name="detail">What is missing there.</param>
public sealed class NotARepositoryException(string path, string detail)
    : ContainerStateException(
        ErrorId.NotARepository,
        $"{path} is not a state repository: {detail}.",
        "Give the path of one, or make one with New-StateRepo (containerstate repo new).",
        path)
{
    /// <summary>The path.</summary>
    public string Path { get; } = path;

    /// <summary>What is missing there.</summary>
    public string Detail { get; } = detail;
}
