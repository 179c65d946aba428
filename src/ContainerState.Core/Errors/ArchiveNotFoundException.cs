namespace ContainerState.Errors;

/// <summary>An archive that is to be a dependency, and is not there.</summary>
/// <param name="path">Its path.</param>
public sealed class ArchiveNotFoundException(string path)
    : ContainerStateException(
        $"There is no file {Quoted.Text(path)}.",
        "Give the path of an archive, or its http:// or https:// URL.",
        path)
{
    /// <summary>Its path.</summary>
    public string Path { get; } = path;
}
