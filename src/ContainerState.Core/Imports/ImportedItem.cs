namespace ContainerState.Imports;

/// <summary>One package, one file of a source package, or one archive, of an import.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version; empty where none is known.</param>
/// <param name="Architecture">Its architecture, or <c>source</c>; empty where none is known.</param>
/// <param name="Sha256">The SHA-256 of the file that it came in.</param>
internal sealed record ImportedItem(string Name, string Version, string Architecture, string Sha256);
