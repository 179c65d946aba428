namespace ContainerState.Errors;

/// <summary>A dependency that the repository does not have.</summary>
/// <param name="repository">Path of the repository.</param>
/// <param name="name">The dependency.</param>
public sealed class DependencyNotFoundException(string repository, string name)
    : ContainerStateException(
        $"{repository} has no dependency {Quoted.Text(name)}.",
        "List them with Get-StateDependency (containerstate dependency list).",
        name)
{
    /// <summary>Path of the repository.</summary>
    public string Repository { get; } = repository;

    /// <summary>The dependency.</summary>
    public string Name { get; } = name;
}
