using ContainerState.Repositories;

namespace ContainerState.Caches;

/// <summary>One build result, and what became of it.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Remote">The URL that it was sent to or received from.</param>
/// <param name="Component">The component; empty where the result does not say.</param>
/// <param name="Key">The key of its build step, 64 hexadecimal digits; empty while it cannot be known.</param>
/// <param name="Tree">The output's tree; empty when the result is not here.</param>
/// <param name="State">What became of it.</param>
public sealed record CacheEntry(StateRepo Repository, string Remote, string Component, string Key, string Tree, string State)
{
    /// <summary>True when it was built again and came out equal.</summary>
    public bool Verified { get; init; }

    /// <summary>The component, and what became of its result.</summary>
    public override string ToString() => $"{Component}: {State}";
}
