using ContainerState.Images;
using ContainerState.Platform;

namespace ContainerState.Proofs;

/// <summary>What a test of an image saw.</summary>
/// <param name="Image">The image.</param>
/// <param name="Passed">True when nothing differs.</param>
public sealed record ServerImageTestResult(ServerImage Image, bool Passed)
{
    /// <summary>The commit that it was built from.</summary>
    public required string Commit { get; init; }

    /// <summary>The id of the server's tree.</summary>
    public required string Tree { get; init; }

    /// <summary>The id of the tree that the second build came to; empty when there was none.</summary>
    public string TreeAgain { get; init; } = "";

    /// <summary>The SHA-256 of the image that the store recorded.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The SHA-256 of the image that the second build made; without one, that of the stored file as it is now.</summary>
    public required string Sha256Again { get; init; }

    /// <summary>What was made to differ between the two builds; empty when there was no second one.</summary>
    public IReadOnlyList<ProofAxis> Axes { get; init => field = new TextList<ProofAxis>(value); } = new TextList<ProofAxis>([]);

    /// <summary>What came out different.</summary>
    public IReadOnlyList<TreeDifference> Differences { get; init => field = new TextList<TreeDifference>(value); } = new TextList<TreeDifference>([]);

    /// <summary>How long the test took.</summary>
    public double DurationSeconds { get; init; }

    /// <summary>The image, and whether it passed.</summary>
    public override string ToString() => $"{Image}: {(Passed ? "passed" : "failed")}";
}
