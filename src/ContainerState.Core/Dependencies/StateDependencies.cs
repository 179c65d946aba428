using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Hosts;
using ContainerState.Processes;
using ContainerState.StateRepos;

namespace ContainerState.Dependencies;

/// <summary>The dependencies of a state repository.</summary>
public static class StateDependencies
{
    /// <summary>Brings a dependency into Git, pins it, writes its component, and commits both.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="request">What to add.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it; the repository stays as it was.</param>
    /// <exception cref="DependencyExistsException">The name is taken.</exception>
    /// <exception cref="DiskFullException">There is no space for it.</exception>
    public static Task<StateDependency> AddAsync(
        StateRepo repository, DependencyRequest request, IProgress<StepProgress>? progress = null, CancellationToken cancel = default) =>
        FileFaults.GuardAsync(repository.Path, () => BringAsync(repository, request, progress, cancel));

    /// <summary>Those that HEAD pins, by name.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="name">A name, or a pattern as <see cref="NamePattern"/> says; all when null.</param>
    public static IReadOnlyList<StateDependency> List(StateRepo repository, string? name = null)
    {
        using var store = repository.OpenStore();
        var content = CommitContent.Read(store, store.Head ?? repository.Head);
        var modules = content.SubmodulesAsync().GetAwaiter().GetResult();
        var result = new List<StateDependency>();
        foreach (var (path, commit) in content.Gitlinks())
        {
            var entry = modules.FirstOrDefault(module => module.Path == path);
            var place = SourceFinder.Locate(store, path, entry?.Name, commit);
            result.Add(DependencyReader.OfGitlink(repository, path, commit, entry, place));
        }
        foreach (var pin in content.Siblings())
        {
            result.Add(DependencyReader.OfSibling(repository, store, pin));
        }
        return [.. result
            .Where(dependency => name is null || NamePattern.Matches(name, dependency.Name))
            .OrderBy(dependency => dependency.Name, StringComparer.Ordinal)];
    }

    /// <summary>The dependencies that a name or pattern means, by name. Only a pattern may mean none.</summary>
    /// <exception cref="DependencyNotFoundException">No dependency has that name.</exception>
    public static IReadOnlyList<StateDependency> Find(StateRepo repository, string name)
    {
        var found = List(repository, name);
        return found.Count > 0 || NamePattern.Is(name) ? found : throw new DependencyNotFoundException(repository.Path, name);
    }

    /// <summary>The one dependency of a name.</summary>
    /// <exception cref="DependencyNotFoundException">There is none.</exception>
    public static StateDependency Get(StateRepo repository, string name) =>
        List(repository).FirstOrDefault(dependency => dependency.Name == name) ?? throw new DependencyNotFoundException(repository.Path, name);

    /// <summary>Takes a dependency and its component out, and commits that. What older commits pin stays in Git.</summary>
    /// <exception cref="DependencyNotFoundException">There is none of that name.</exception>
    public static void Remove(StateRepo repository, string name) => RemoveAsync(repository, name).GetAwaiter().GetResult();

    private static async Task<StateDependency> BringAsync(
        StateRepo repository, DependencyRequest request, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var source = Sources.For(request);
        source.Check();
        var name = StateNames.RequirePartName("dependency", request.Name ?? source.DefaultName);
        if (name == ComponentFile.RootfsName)
        {
            throw new InvalidNameException("dependency", name, $"another name: {name} is the folder of configuration files");
        }
        var component = request.NoComponent ? null : ComponentText(source, name, request);

        using var store = repository.OpenStore();
        using var held = await StateCommitter.LockAsync(store, cancel).ConfigureAwait(false);
        var head = store.Head ?? repository.Head;
        RefuseTaken(store, repository, head, name, component is not null);
        using var work = WorkFolder.Create(StateCommitter.WorkOf(store));

        var pinned = await source.BringAsync(store, work, name, progress, cancel).ConfigureAwait(false);
        var changes = new List<StateChange>(pinned.Changes);
        if (component is not null)
        {
            changes.Add(StateChange.File($"{ComponentFile.Folder}/{name}.yaml", component));
        }
        try
        {
            await StateCommitter.CommitAsync(store, $"Add dependency {name}\n\n{source.Title}", changes, cancel).ConfigureAwait(false);
        }
        catch
        {
            pinned.Undo();
            throw;
        }
        var current = repository.Refresh();
        return List(current, name).Single(dependency => dependency.Name == name) with { Warnings = pinned.Warnings };
    }

    private static async Task RemoveAsync(StateRepo repository, string name)
    {
        using var store = repository.OpenStore();
        using var held = await StateCommitter.LockAsync(store, CancellationToken.None).ConfigureAwait(false);
        var dependency = List(repository, null).FirstOrDefault(one => one.Name == name)
            ?? throw new DependencyNotFoundException(repository.Path, name);
        var tree = store.TreeOf(store.Head!);
        var changes = new List<StateChange>();
        var paths = new List<string>();
        using var work = WorkFolder.Create(StateCommitter.WorkOf(store));
        if (dependency.Kind == DependencyKind.SideBySide)
        {
            changes.Add(StateChange.Remove(SiblingPin.FileOf(name)));
        }
        else
        {
            paths.Add(dependency.Path);
        }
        if (store.Find(tree, $"deps/{name}{LargeFiles.Suffix}") is { Kind: TreeItemKind.Gitlink })
        {
            paths.Add($"deps/{name}{LargeFiles.Suffix}");
        }
        if (paths.Count > 0)
        {
            changes.AddRange(paths.Select(StateChange.Remove));
            changes.Add(await GitModulesEditor.RemoveAsync(store, tree, work, paths).ConfigureAwait(false));
        }
        if (store.Find(tree, $"{ComponentFile.Folder}/{name}.yaml") is not null)
        {
            changes.Add(StateChange.Remove($"{ComponentFile.Folder}/{name}.yaml"));
        }
        await StateCommitter.CommitAsync(store, $"Remove dependency {name}", changes, CancellationToken.None).ConfigureAwait(false);
    }

    private static string ComponentText(IDependencySource source, string name, DependencyRequest request)
    {
        var text = ComponentFile.Write("deps/" + name, request.To ?? source.DefaultTo.Replace("NAME", name, StringComparison.Ordinal), request.Keep);
        _ = ComponentFile.Parse(name, text);
        return text;
    }

    private static void RefuseTaken(GitStore store, StateRepo repository, string head, string name, bool withComponent)
    {
        var tree = store.TreeOf(head);
        if (store.Find(tree, "deps/" + name) is not null || store.Find(tree, SiblingPin.FileOf(name)) is not null
            || (withComponent && store.Find(tree, $"{ComponentFile.Folder}/{name}.yaml") is not null))
        {
            throw new DependencyExistsException(repository.Path, name);
        }
    }
}
