namespace ContainerState.Caches;

/// <summary>What of the build cache is to go.</summary>
public sealed record ClearOptions
{
    /// <summary>The age that counts when neither age nor size is given.</summary>
    public const int UsualDays = 30;

    /// <summary>What was not used for more days than that goes.</summary>
    public int? OlderThanDays { get; init; }

    /// <summary>What is left may take so much of the disk; what was not used for longest goes first.</summary>
    public int? MaximumSizeMiB { get; init; }

    /// <summary>The newest images of each server that stay, where nothing is said.</summary>
    public const int UsualImages = 3;

    /// <summary>How many images of each server stay, the newest; all others go, whatever their age. Where null, <see cref="UsualImages"/> stay, and others go by age and size.</summary>
    public int? KeepImages { get; init; }

    /// <summary>True to let results and images go that HEAD, or the tip of a branch, still uses.</summary>
    public bool All { get; init; }

    /// <summary>True when nothing will be removed, and nothing may be written: a result that nobody has used yet stays unnoted.</summary>
    public bool WhatIf { get; init; }

    /// <summary>The ids of the images that servers run from: they stay, whatever else is said.</summary>
    internal IReadOnlyCollection<string> ImagesInUse { get; init; } = [];
}
