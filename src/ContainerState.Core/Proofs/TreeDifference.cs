namespace ContainerState.Proofs;

/// <summary>A file, folder or link that two builds of one commit did not make the same.</summary>
/// <param name="Path">Its path on the server; empty for what is about the image as a whole.</param>
/// <param name="Component">The component that made it; empty for what is about the image as a whole.</param>
/// <param name="What">What differs, one or more of: missing, added, kind, content, mode, owner, capability; damaged, tree or bytes of the image as a whole.</param>
/// <param name="First">What the first build made; empty when it made none.</param>
/// <param name="Second">What the second build made; empty when it made none.</param>
public sealed record TreeDifference(string Path, string Component, string What, string First, string Second)
{
    /// <summary>What diffoscope says of the two files; empty where it was not asked, or is not installed.</summary>
    public string Diffoscope { get; init; } = "";

    /// <summary>The path, and what differs.</summary>
    public override string ToString() => $"{Path}: {What}";
}
