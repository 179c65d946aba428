namespace ContainerState.Proofs;

/// <summary>Something that must not reach an image, as it was in the two builds of one commit.</summary>
/// <param name="Axis">What it is.</param>
/// <param name="First">As it is here, for the first build.</param>
/// <param name="Second">As it was made to be for the second.</param>
public sealed record ProofAxis(string Axis, string First, string Second)
{
    /// <summary>True when it was not the same.</summary>
    public bool Varied => First != Second;

    /// <summary>The axis, and both values.</summary>
    public override string ToString() => Varied ? $"{Axis}: {First}, then {Second}" : $"{Axis}: {First}";
}
