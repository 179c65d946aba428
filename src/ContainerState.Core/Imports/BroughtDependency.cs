using ContainerState.Repositories;

namespace ContainerState.Imports;

/// <summary>A dependency whose objects are here, and which the next commit pins.</summary>
/// <param name="Changes">What that commit changes, but for .gitmodules.</param>
/// <param name="Undo">Takes back what is not part of that commit, when it cannot be made.</param>
internal sealed record BroughtDependency(IReadOnlyList<StateChange> Changes, Action Undo)
{
    /// <summary>What it changes in .gitmodules.</summary>
    public IReadOnlyList<ModuleEdit> Modules { get; init; } = [];

    /// <summary>The references that move with that commit.</summary>
    public IReadOnlyList<ReferenceMove> References { get; init; } = [];

    /// <summary>What came, of an import; null for a Git repository.</summary>
    public ImportRecord? Record { get; init; }

    /// <summary>What whoever adds it should know.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>It, and what comes with it.</summary>
    /// <param name="other">What comes with it; null for nothing.</param>
    public BroughtDependency With(BroughtDependency? other) => other is null ? this : this with
    {
        Changes = [.. Changes, .. other.Changes],
        Modules = [.. Modules, .. other.Modules],
        References = [.. References, .. other.References],
        Warnings = [.. Warnings, .. other.Warnings],
    };
}
