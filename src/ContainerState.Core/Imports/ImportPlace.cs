using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>Where an import works.</summary>
/// <param name="Host">The host, which keeps what was fetched for the next import.</param>
/// <param name="Store">The repository that gets it.</param>
/// <param name="Work">A scratch folder on the same filesystem as its objects.</param>
internal sealed record ImportPlace(Host Host, GitStore Store, WorkFolder Work);
