namespace ContainerState.Errors;

/// <summary>Files that would have to be written hold changes that are not committed.</summary>
/// <param name="repository">Path of the repository.</param>
/// <param name="paths">The files, as paths in the repository.</param>
public sealed class UncommittedChangesException(string repository, IReadOnlyList<string> paths)
    : ContainerStateException(
        $"{repository} holds uncommitted changes where this would write: {string.Join(", ", paths)}.",
        "Commit or stash them first.",
        repository)
{
    /// <summary>The files, as paths in the repository.</summary>
    public IReadOnlyList<string> Paths { get; } = paths;
}
