using ContainerState.StateRepos;

namespace ContainerState.Builds;

/// <summary>A component whose files are in the state repository's own objects.</summary>
/// <param name="Component">What its file says.</param>
/// <param name="Tree">The tree of its files, before <c>keep</c> and <c>to</c>.</param>
internal sealed record PlannedComponent(ComponentDefinition Component, string Tree);
