namespace ContainerState.Builds;

/// <summary>What of the build cache is to go.</summary>
public sealed record ClearOptions
{
    /// <summary>The age that counts when neither age nor size is given.</summary>
    public const int UsualDays = 30;

    /// <summary>What was not used for more days than that goes.</summary>
    public int? OlderThanDays { get; init; }

    /// <summary>What is left may take so much of the disk; what was not used for longest goes first.</summary>
    public int? MaximumSizeMiB { get; init; }

    /// <summary>True to let results go that HEAD, or the tip of a branch, still uses.</summary>
    public bool All { get; init; }

    /// <summary>True when nothing will be removed, and nothing may be written: a result that nobody has used yet stays unnoted.</summary>
    public bool WhatIf { get; init; }
}
