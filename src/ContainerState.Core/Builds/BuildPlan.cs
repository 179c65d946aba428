using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Imports;
using ContainerState.Repositories;

namespace ContainerState.Builds;

/// <summary>Checks all that a commit asks for, and brings every tree it names into one object database.</summary>
internal static class BuildPlan
{
    /// <summary>The components in the order in which they are laid over each other: by name, rootfs/ last.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Plan"/>: A component is unknown, or components need each other in a circle.</exception>
    public static async Task<IReadOnlyList<PlannedComponent>> MakeAsync(GitStore store, CommitContent content, CancellationToken cancel)
    {
        CheckNames(content);
        CheckCycles(content);
        var finder = new SourceFinder(store, content);
        var found = new List<(ComponentDefinition Component, SourceTree Source, SourceTree? Toolchain)>();
        foreach (var component in content.Components)
        {
            found.Add((
                component,
                await finder.FindAsync(component, component.Source, cancel: cancel),
                component.Toolchain is { } toolchain ? await finder.FindAsync(component, toolchain, "toolchain", cancel) : null));
        }
        var planned = new List<PlannedComponent>();
        // Many components have one toolchain.
        var flat = new Dictionary<SourceTree, string>();
        var large = LargeFiles.Of(store, content);
        var needed = content.Components.SelectMany(component => component.Needs).ToHashSet(StringComparer.Ordinal);
        foreach (var (component, source, toolchain) in found)
        {
            string tree;
            try
            {
                tree = await FlattenAsync(source);
            }
            catch (Exception fault) when (fault is UnsafeTreeException or IncompleteRepositoryException && KeepPatterns.OfSource(component) is not null)
            {
                // What is at fault may be left out. Not before, since many components are parts of one source.
                tree = await SourceFlattener.FlattenAsync(store, source, KeepPatterns.OfSource(component), large, cancel);
            }
            var isImport = component.Build is null && await IsImportAsync(source);
            var root = toolchain is null ? null : await FlattenAsync(toolchain);
            planned.Add(new PlannedComponent(component, tree, root)
            {
                Given = root is null ? [] : GivenFiles.LackingIn(store, root),
                IsImport = isImport && source.Prefix.Length == 0,
                IsInstalled = isImport && store.ReadText(source.RootTree, ImportRecord.Path) is { } text && ImportRecord.Read(text)?.IsInstalled() == true,
                Placed = component.Build is null && needed.Contains(component.Name) ? PlacedTree.Of(store, component, tree) : null,
            });
        }
        store.Survey.Remember();
        return planned;

        // Imports are on branches of the state repository itself, as their URL says. What others wrote comes from elsewhere.
        async Task<bool> IsImportAsync(SourceTree source) =>
            source.Dependency.Length > 0
            && (await content.SubmodulesAsync(cancel)).Any(module => module.Path == source.Dependency && module.Url == "./")
            && content.Gitlinks().Any(link => link.Path == source.Dependency)
            && store.Find(source.RootTree, ImportRecord.Path) is not null;

        async Task<string> FlattenAsync(SourceTree source)
        {
            if (!flat.TryGetValue(source, out var tree))
            {
                flat[source] = tree = await SourceFlattener.FlattenAsync(store, source, keep: null, large, cancel);
            }
            return tree;
        }
    }

    /// <summary>Makes sure that these are components with build steps.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Plan"/>: One is not.</exception>
    internal static void RequireSteps(CommitContent content, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (content.Components.FirstOrDefault(component => component.Name == name)?.Build is null)
            {
                var built = content.Components.Where(component => component.Build is not null).Select(component => component.Name).ToList();
                throw BuildFaults.Plan(name, "there is no component of that name with a build step", built.Count == 0 ? "No component of this commit has one." : $"With one: {string.Join(", ", built)}.");
            }
        }
    }

    private static void CheckNames(CommitContent content)
    {
        var names = content.Components.Select(component => component.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var component in content.Components)
        {
            RequireKnown(component, component.Overrides, "overrides");
            RequireKnown(component, component.Needs, "needs");
            if (component.Needs.FirstOrDefault(need => content.Components.Any(other => other.Name == need && other is { Build: null, LibrariesOf.Count: > 0 })) is { } libraries)
            {
                throw BuildFaults.Plan(component.Name, $"it needs {libraries}, which takes libraries of programs that are on the server only once all is built", $"Name the files that the step needs with keep: in a component of their own.");
            }
        }
        if (content.Components.Count == 0)
        {
            throw BuildFaults.Plan(content.Definition.Name, "the commit has no components and no rootfs/, so the server would be empty", "Add one with Add-StateDependency (containerstate dependency add).");
        }

        void RequireKnown(ComponentDefinition component, IReadOnlyList<string> others, string verb)
        {
            if (others.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
            {
                throw BuildFaults.Plan(component.Name, $"it {verb} {Quoted.Text(unknown)}, and there is no such component", $"Known: {string.Join(", ", names)}.");
            }
        }
    }

    private static void CheckCycles(CommitContent content)
    {
        var components = content.Components.ToDictionary(component => component.Name, StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        var path = new List<string>();
        foreach (var component in content.Components)
        {
            Visit(component);
        }

        void Visit(ComponentDefinition component)
        {
            if (path.IndexOf(component.Name) is var start and >= 0)
            {
                throw BuildFaults.Plan(component.Name, $"components need each other in a circle: {string.Join(" -> ", path[start..].Append(component.Name))}", "Take one of these needs: away.");
            }
            if (!done.Contains(component.Name))
            {
                path.Add(component.Name);
                foreach (var need in component.Needs)
                {
                    Visit(components[need]);
                }
                path.RemoveAt(path.Count - 1);
                done.Add(component.Name);
            }
        }
    }
}
