namespace ContainerState.Imports;

/// <summary>A package that apt would fetch.</summary>
/// <param name="Package">Its name.</param>
/// <param name="Name">Its file's, as apt keeps it.</param>
/// <param name="Size">The file's, in bytes.</param>
/// <param name="Sha256">The file's, as the signed lists have it; empty where they do not.</param>
internal sealed record AptFile(string Package, string Name, long Size, string Sha256)
{
    /// <summary>It, as an import records it: apt's names of files have name, version and architecture, with an underscore in between.</summary>
    public ImportedItem Item =>
        Path.GetFileNameWithoutExtension(Name).Split('_') is [var name, var version, var architecture]
            ? new(name, Uri.UnescapeDataString(version), architecture, Sha256)
            : new(Package, "", "", Sha256);
}
