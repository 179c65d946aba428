using ContainerState.Definitions;

namespace ContainerState.Builds;

/// <summary>A component whose files are in the state repository's own objects.</summary>
/// <param name="Component">What its file says.</param>
/// <param name="Tree">The tree of its source, and once it is built, of its output; before <c>keep</c> and <c>to</c>.</param>
/// <param name="Toolchain">The tree of the root filesystem that its build runs in; null when it has no build.</param>
internal sealed record PlannedComponent(ComponentDefinition Component, string Tree, string? Toolchain = null)
{
    /// <summary>True when the tree is what an import of ours wrote, whose metadata counts as it is.</summary>
    public bool IsImport { get; init; }

    /// <summary>True when an installer laid its files down, whose times programs compare with each other.</summary>
    public bool IsInstalled { get; init; }

    /// <summary>The files that its toolchain does not have, and its build is given.</summary>
    public IReadOnlyList<string> Given { get; init; } = [];

    /// <summary>What a step that needs it sees of a component without a build: its files as they land on the server. Null where no step needs it, and for one with a build, whose whole output is seen.</summary>
    public string? Placed { get; init; }
}
