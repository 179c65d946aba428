using ContainerState.Repositories;

namespace ContainerState.Caches;

/// <summary>One thing that builds keep.</summary>
/// <param name="Repository">The repository that it was looked for in.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The key, commit or tree that it is kept under.</param>
/// <param name="Component">The component, or the server's name for an image; empty where nobody knows.</param>
/// <param name="SizeBytes">What it takes of the disk; of a result, the objects that no result has which was used later.</param>
/// <param name="LastUsedUtc">When a build used it last; for an image, when a build gave it last.</param>
public sealed record CacheItem(StateRepo Repository, string Kind, string Name, string Component, long SizeBytes, DateTime LastUsedUtc)
{
    /// <summary>What it is, and its name.</summary>
    public override string ToString() => $"{Kind} {Name}";
}
