namespace ContainerState.Builds;

/// <summary>What happened to the build step of one component.</summary>
/// <param name="Name">The component.</param>
/// <param name="Key">The step's key.</param>
/// <param name="Tree">The output's tree.</param>
/// <param name="Cached">True when the output was known, and nothing ran.</param>
/// <param name="Duration">How long it ran.</param>
internal sealed record ComponentBuild(string Name, string Key, string Tree, bool Cached, TimeSpan Duration)
{
    /// <summary>True when it ran although an output was known, and came to another one.</summary>
    public bool Differs { get; init; }
}
