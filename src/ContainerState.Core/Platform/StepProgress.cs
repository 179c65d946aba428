using ContainerState.Errors;

namespace ContainerState.Platform;

/// <summary>Where a long action is.</summary>
/// <param name="Step">The step, in the words of the design: "Import", "Merge", "Write image", "Start".</param>
/// <param name="Item">What it is at: a package, a component, a server; null when there is nothing to name. URLs in it lose what may be a secret.</param>
/// <param name="Share">The share done, 0 to 1; null when nobody knows.</param>
public sealed record StepProgress(string Step, string? Item = null, double? Share = null)
{
    /// <inheritdoc cref="StepProgress(string, string?, double?)"/>
    public string? Item { get; init; } = Item is null ? null : Withheld.FromUrls(Item);
}
