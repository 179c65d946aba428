namespace ContainerState.Errors;

/// <summary>Two components that write one path with different content.</summary>
/// <param name="path">The path on the server.</param>
/// <param name="first">One component.</param>
/// <param name="second">The other component.</param>
public sealed class PathConflictException(string path, string first, string second)
    : ContainerStateException(
        $"The components {first} and {second} both write {path}, with different content.",
        $"Leave it out of one with keep:, or write 'overrides: [{first}]' into components/{second}.yaml.",
        path)
{
    /// <summary>The path on the server.</summary>
    public string Path { get; } = path;

    /// <summary>One component.</summary>
    public string First { get; } = first;

    /// <summary>The other component.</summary>
    public string Second { get; } = second;
}
