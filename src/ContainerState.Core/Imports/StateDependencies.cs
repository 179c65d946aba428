using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Imports.Updates;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Imports;

/// <summary>The dependencies of a state repository.</summary>
public static class StateDependencies
{
    /// <summary>Brings a dependency into Git, pins it, writes its component, and commits both.</summary>
    /// <param name="host">The host.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="request">What to add.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it; the repository stays as it was.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.DependencyExists"/>: The name is taken.</exception>
    /// <exception cref="DiskFullException">There is no space for it.</exception>
    public static Task<StateDependency> AddAsync(
        Host host, StateRepo repository, DependencyRequest request, IProgress<StepProgress>? progress = null, CancellationToken cancel = default) =>
        FileFaults.GuardAsync(repository.Path, () => BringAsync(host, repository, request, progress, cancel));

    /// <summary>
    /// Moves pins to the newest commit of their branch or the newest of their tags, makes imports again from their recorded request,
    /// and commits all of that at once. One that fails stays as it was and does not stop the others.
    /// </summary>
    /// <param name="host">The host.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="options">Which, and how.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it; the repository stays as it was.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.UncommittedChanges"/>: Files that would be written have changed meanwhile; nothing was committed.</exception>
    /// <exception cref="DiskFullException">There is no space for it.</exception>
    public static Task<DependencyUpdateResult> UpdateAsync(
        Host host, StateRepo repository, DependencyUpdateOptions options, IProgress<StepProgress>? progress = null, CancellationToken cancel = default) =>
        FileFaults.GuardAsync(repository.Path, () => new UpdateRun(host, repository, options, progress, cancel).RunAsync());

    /// <summary>Those that HEAD pins, by name.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="name">A name, or a pattern as <see cref="NamePattern"/> says; all when null.</param>
    public static async Task<IReadOnlyList<StateDependency>> ListAsync(StateRepo repository, string? name = null)
    {
        using var store = repository.OpenStore();
        var all = (await PinnedDependency.ReadAsync(repository, store, CommitContent.Read(store, repository.CommitOf(store)))).Select(pinned => pinned.Dependency).ToList();
        return name is null ? all : NamePattern.Select(name, all, dependency => dependency.Name);
    }

    /// <summary>The dependencies that a name or pattern means, by name. Only a pattern may mean none.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.DependencyNotFound"/>: No dependency has that name.</exception>
    public static async Task<IReadOnlyList<StateDependency>> FindAsync(StateRepo repository, string name)
    {
        var found = await ListAsync(repository, name);
        return found.Count > 0 || NamePattern.Is(name) ? found : throw ImportFaults.NotFound(repository.Path, name);
    }

    /// <summary>The one dependency of a name, in any case where only one is of that name.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.DependencyNotFound"/>: There is none.</exception>
    public static async Task<StateDependency> GetAsync(StateRepo repository, string name) =>
        !NamePattern.Is(name) && await ListAsync(repository, name) is [var only] ? only : throw ImportFaults.NotFound(repository.Path, name);

    /// <summary>Takes a dependency and the component that was added with it out, and commits that. What older commits pin stays in Git.</summary>
    /// <returns>What the user should know: components that stay, since somebody wrote or changed them, or that still use it.</returns>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.DependencyNotFound"/>: There is none of that name.</exception>
    public static async Task<IReadOnlyList<string>> RemoveAsync(StateRepo repository, string name)
    {
        using var store = repository.OpenStore();
        using var held = await StateCommitter.LockAsync(store, CancellationToken.None);
        var dependency = await GetAsync(repository, name);
        name = dependency.Name;
        var tree = store.TreeOf(store.Head!);
        var changes = new List<StateChange>();
        using var work = WorkFolder.Create(StateCommitter.WorkOf(store));
        var large = StateNames.DependencyPath(name + LargeFiles.Suffix);
        string[] paths = store.Find(tree, large) is { Kind: TreeItemKind.Gitlink } ? [dependency.Path, large] : [dependency.Path];
        changes.AddRange(paths.Select(StateChange.Remove));
        var entries = (await GitModules.ReadAsync(store, tree)).Where(entry => paths.Contains(entry.Path, StringComparer.Ordinal));
        changes.AddRange(await GitModulesEditor.EditAsync(store, work, [.. entries.Select(entry => new ModuleEdit(entry.Name, null, null))], CancellationToken.None));
        var isOurs = await DependencyComponent.IsOursAsync(store, name, CancellationToken.None);
        if (isOurs)
        {
            changes.Add(StateChange.Remove(DependencyComponent.FileOf(name)));
        }
        var staying = CommitContent.Read(store, store.Head!).Components.Where(component => !isOurs || component.Name != name);
        var warnings = DependencyComponent.RemovalWarnings(staying, name);
        var commit = await StateCommitter.CommitAsync(store, $"Remove dependency {name}", changes, CancellationToken.None);
        var stays = store.WorkTree is { } folder && HasFiles(Path.Combine(folder, dependency.Path));
        return [.. warnings, .. commit.Warnings, .. stays ? (string[])[DependencyComponent.CheckoutWarning(name)] : []];
    }

    private static async Task<StateDependency> BringAsync(
        Host host, StateRepo repository, DependencyRequest request, IProgress<StepProgress>? progress, CancellationToken cancel)
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
        using var held = await StateCommitter.LockAsync(store, cancel);
        var head = repository.CommitOf(store);
        var stays = component is not null && request is { To: null, Keep: null } && HasComponentFor(store, head, name);
        RefuseTaken(store, repository, head, name, component is not null && !stays);
        if (store.WorkTree is { } work && request is not GitDependencyRequest { SideBySide: true } && HasFiles(Path.Combine(work, StateNames.DependencyPath(name))))
        {
            throw RepositoryFaults.Exists(Path.Combine(work, StateNames.DependencyPath(name)));
        }
        using var scratch = WorkFolder.Create(StateCommitter.WorkOf(store));

        var pinned = await source.BringAsync(new(host, store, scratch), name, progress, cancel);
        List<StateChange> changes = [.. pinned.Changes];
        if (component is not null && !stays)
        {
            changes.Add(StateChange.File(DependencyComponent.FileOf(name), component));
        }
        StateCommit commit;
        try
        {
            changes.AddRange(await GitModulesEditor.EditAsync(store, scratch, pinned.Modules, cancel));
            commit = await StateCommitter.CommitAsync(store, $"{DependencyComponent.AddTitle(name)}\n\n{source.Title}", changes, cancel, pinned.References);
        }
        catch
        {
            pinned.Undo();
            throw;
        }
        var current = repository.Refresh();
        return (await ListAsync(current, name)).Single(dependency => dependency.Name == name) with
        {
            Warnings = [.. pinned.Warnings, .. commit.Warnings, .. stays ? (string[])[DependencyComponent.StaysWarning(name)] : []],
        };
    }

    // A submodule that somebody checked out.
    private static bool HasFiles(string folder) => Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any();

    private static string ComponentText(IDependencySource source, string name, DependencyRequest request)
    {
        var text = ComponentFile.Write(StateNames.DependencyPath(name), request.To ?? source.DefaultTo.Replace("NAME", name, StringComparison.Ordinal), request.Keep);
        _ = ComponentFile.Parse(name, text);
        return text;
    }

    // What a user wrote for a dependency of that name waits for it, such as between the two halves of moving its pin.
    private static bool HasComponentFor(GitStore store, string head, string name) =>
        CommitContent.Read(store, head).Components.Any(component => component.Name == name && DependencyComponent.Uses(component, name));

    private static void RefuseTaken(GitStore store, StateRepo repository, string head, string name, bool withComponent)
    {
        var tree = store.TreeOf(head);
        if (store.Find(tree, StateNames.DependencyPath(name)) is not null || store.Find(tree, SiblingPin.FileOf(name)) is not null
            || (withComponent && store.Find(tree, DependencyComponent.FileOf(name)) is not null))
        {
            throw ImportFaults.Exists(repository.Path, name);
        }
    }
}
