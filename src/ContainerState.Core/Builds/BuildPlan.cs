using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.StateRepos;

namespace ContainerState.Builds;

/// <summary>Checks all that a commit asks for, and brings every tree it names into one object database.</summary>
internal static class BuildPlan
{
    /// <summary>The components in the order in which they are laid over each other: by name, rootfs/ last.</summary>
    /// <exception cref="PlanException">A component is unknown, or has a part that this version does not know.</exception>
    public static async Task<IReadOnlyList<PlannedComponent>> MakeAsync(GitStore store, CommitContent content, CancellationToken cancel)
    {
        CheckNames(content);
        var finder = new SourceFinder(store, content);
        var found = new List<(ComponentDefinition Component, SourceTree Source)>();
        foreach (var component in content.Components)
        {
            found.Add((component, await finder.FindAsync(component, component.Source, cancel).ConfigureAwait(false)));
        }
        var planned = new List<PlannedComponent>();
        foreach (var (component, source) in found)
        {
            planned.Add(new PlannedComponent(component, await SourceFlattener.FlattenAsync(store, source, cancel).ConfigureAwait(false)));
        }
        return planned;
    }

    private static void CheckNames(CommitContent content)
    {
        var names = content.Components.Select(component => component.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var component in content.Components)
        {
            if (component.Build is not null)
            {
                throw new PlanException(component.Name, "it has a build step, and this version places files as they are", "Take 'build:', 'toolchain:' and 'needs:' out of its file, and commit what the step would make.");
            }
            if (component.Overrides.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
            {
                throw new PlanException(component.Name, $"it overrides {Quoted.Text(unknown)}, and there is no such component", $"Known: {string.Join(", ", names)}.");
            }
        }
        if (content.Components.Count == 0)
        {
            throw new PlanException(content.Definition.Name, "the commit has no components and no rootfs/, so the server would be empty", "Add one with Add-StateDependency (containerstate dependency add).");
        }
    }
}
