using ContainerState.Images;

namespace ContainerState.Proofs;

/// <summary>What to build again, and how.</summary>
public sealed record ProofOptions
{
    /// <summary>A branch, tag or commit; the image's when null, and HEAD without an image.</summary>
    public string? Reference { get; init; }

    /// <summary>The image to compare with; the one that the repository's own build makes of the commit when null.</summary>
    public ServerImage? Image { get; init; }

    /// <summary>True to let no program of the second build reach a network.</summary>
    public bool Offline { get; init; }
}
