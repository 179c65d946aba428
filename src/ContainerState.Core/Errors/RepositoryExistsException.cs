namespace ContainerState.Errors;

/// <summary>A new repository was asked for where something is already.</summary>
/// <param name="path">The path.</param>
public sealed class RepositoryExistsException(string path)
    : ContainerStateException(
        $"{path} exists already and is not empty.",
        "Choose another path, or remove what is there.",
        path)
{
    /// <summary>The path.</summary>
    public string Path { get; } = path;
}
