namespace ContainerState.Imports;

/// <summary>A package that apt would fetch.</summary>
/// <param name="Package">Its name.</param>
/// <param name="Name">Its file's, as apt keeps it.</param>
/// <param name="Size">The file's, in bytes.</param>
/// <param name="Sha256">The file's, as the signed lists have it; empty where they do not.</param>
internal sealed record AptFile(string Package, string Name, long Size, string Sha256);
