using ContainerState.Git;

namespace ContainerState.Builds;

/// <summary>A component's files where they land on the server.</summary>
/// <param name="Component">The component's name.</param>
/// <param name="Prefix">The folder that they land in, without a slash at either end; empty for the root.</param>
/// <param name="Tree">The tree of what lands there, without metadata.</param>
/// <param name="Metadata">The metadata, by path on the server.</param>
/// <param name="IsInstalled">True when an installer laid them down, so that all have one time.</param>
internal sealed record PlacedFiles(string Component, string Prefix, string Tree, IReadOnlyDictionary<string, PathMetadata> Metadata, bool IsInstalled);
