namespace ContainerState.Imports;

/// <summary>What is asked of <see cref="StateDependencies.AddAsync"/>; one subtype for each kind of source.</summary>
public abstract record DependencyRequest
{
    /// <summary>Its name; derived from the source when null.</summary>
    public string? Name { get; init; }

    /// <summary>Where a component of the same name puts it on the server; the kind's own default when null.</summary>
    public string? To { get; init; }

    /// <summary>Which files the component keeps, as globs; all when null, and none when empty: then it is there for others that need it.</summary>
    public IReadOnlyList<string>? Keep { get; init; }

    /// <summary>
    /// True to import it twice and compare, and to refuse it when the second import is another. It is for what is no Git
    /// repository: one of those is the same each time, by its commit.
    /// </summary>
    public bool Twice { get; init; }

    /// <summary>True for a dependency alone, with no component that puts it on the server.</summary>
    public bool NoComponent { get; init; }
}
