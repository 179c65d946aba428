using ContainerState.Repositories;

namespace ContainerState.Imports;

/// <summary>A dependency whose objects are here, and which the next commit pins.</summary>
/// <param name="Changes">What that commit changes.</param>
/// <param name="Undo">Takes back what is not part of that commit, when it cannot be made.</param>
internal sealed record BroughtDependency(IReadOnlyList<StateChange> Changes, Action Undo)
{
    /// <summary>What whoever adds it should know.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
