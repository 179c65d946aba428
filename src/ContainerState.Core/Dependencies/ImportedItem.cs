namespace ContainerState.Dependencies;

/// <summary>One package, or one archive, of an import.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Architecture">Its architecture.</param>
/// <param name="Sha256">The SHA-256 of the file that it came in.</param>
public sealed record ImportedItem(string Name, string Version, string Architecture, string Sha256);
