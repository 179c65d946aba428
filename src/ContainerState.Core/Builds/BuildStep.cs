using ContainerState.Definitions;

namespace ContainerState.Builds;

/// <summary>A build step with all that goes into it, by id.</summary>
/// <param name="Component">What the component's file says.</param>
/// <param name="Source">The tree of its source.</param>
/// <param name="Toolchain">The tree of the root filesystem that it runs in.</param>
/// <param name="Needs">The output trees that are laid over the toolchain, each over those before it.</param>
/// <param name="Given">The files that the toolchain does not have and <see cref="GivenFiles"/> puts under it.</param>
internal sealed record BuildStep(ComponentDefinition Component, string Source, string Toolchain, IReadOnlyList<(string Name, string Tree)> Needs, IReadOnlyList<string> Given)
{
    /// <summary>The key: equal keys have equal outputs.</summary>
    public string Key { get; } = BuildKey.Of(Component, Source, Toolchain, Needs.Select(need => need.Tree), Given);
}
