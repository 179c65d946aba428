namespace ContainerState.Errors;

/// <summary>A dependency of that name is there already.</summary>
/// <param name="repository">Path of the repository.</param>
/// <param name="name">The dependency.</param>
public sealed class DependencyExistsException(string repository, string name)
    : ContainerStateException(
        $"{repository} already has a dependency {Quoted.Text(name)}.",
        "Remove it first, or give another name.",
        name)
{
    /// <summary>Path of the repository.</summary>
    public string Repository { get; } = repository;

    /// <summary>The dependency.</summary>
    public string Name { get; } = name;
}
