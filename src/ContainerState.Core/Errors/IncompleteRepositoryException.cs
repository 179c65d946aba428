namespace ContainerState.Errors;

/// <summary>A commit that cannot be built from what is here.</summary>
/// <param name="repository">Path of the repository.</param>
/// <param name="missing">One sentence for each thing that is missing.</param>
/// <param name="whatToDo">The remedy; that for missing commits when null.</param>
public sealed class IncompleteRepositoryException(string repository, IReadOnlyList<string> missing, string? whatToDo = null)
    : ContainerStateException(
        ErrorId.IncompleteRepository,
        $"{repository} is not complete: {string.Join("; ", missing)}.",
        whatToDo ?? "Fetch what is missing with Update-StateRepo (containerstate repo update), or mend the component.",
        repository)
{
    /// <summary>Path of the repository.</summary>
    public string Repository { get; } = repository;

    /// <summary>One sentence for each thing that is missing.</summary>
    public IReadOnlyList<string> Missing { get; } = missing;
}
