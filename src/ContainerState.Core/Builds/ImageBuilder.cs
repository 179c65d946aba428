using System.Diagnostics;
using ContainerState.Containers;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Hosts;
using ContainerState.Images;
using ContainerState.Processes;
using ContainerState.StateRepos;

namespace ContainerState.Builds;

/// <summary>From a commit to an image.</summary>
public static class ImageBuilder
{
    /// <summary>Where the trees of servers are, by commit.</summary>
    internal const string References = "refs/containerstate/images/";

    // What every server needs to be there before its filesystems are mounted.
    private static readonly (string Path, int? Mode)[] MountPoints = [("proc", null), ("sys", null), ("dev", null), ("run", null), ("tmp", 1023)];

    /// <summary>Builds the image of a commit, or finds it.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="options">What to build and how.</param>
    /// <param name="warn">Is told what the user should know, such as uncommitted changes.</param>
    /// <param name="progress">Is told where the build is.</param>
    /// <param name="cancel">Stops it; nothing is left behind.</param>
    /// <exception cref="SshServerInImageException">It would hold an ssh server, and that was not allowed.</exception>
    /// <exception cref="BuildFailedException">A build step failed.</exception>
    /// <exception cref="BuildOutputException">A build step made what no server may hold.</exception>
    /// <exception cref="PathConflictException">Two components write one path.</exception>
    /// <exception cref="StateFileException">A file of the commit has a mistake.</exception>
    /// <exception cref="IncompleteRepositoryException">Something that the commit pins is not here.</exception>
    /// <exception cref="DiskFullException">There is no space for it.</exception>
    public static Task<ServerImage> BuildAsync(
        StateRepo repository,
        BuildOptions options,
        Action<string>? warn = null,
        IProgress<StepProgress>? progress = null,
        CancellationToken cancel = default) =>
        FileFaults.GuardAsync(HostPaths.Images, () => BuildOrFindAsync(repository, options, warn, progress, cancel));

    /// <summary>The image that was built of a commit; null when none was, or it was removed.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="reference">A branch, tag or commit; HEAD when null.</param>
    /// <exception cref="NotARepositoryException">The commit has no state.yaml.</exception>
    public static ServerImage? Find(StateRepo repository, string? reference = null)
    {
        using var store = repository.OpenStore();
        var commit = reference is null ? store.Head ?? repository.Head : store.Resolve(reference);
        if (store.ReadReference(References + commit) is { } tree)
        {
            return ImageStore.Find(tree, commit)?.Image;
        }
        CommitContent.RequireStateFile(store, commit);
        return null;
    }

    private static async Task<ServerImage> BuildOrFindAsync(
        StateRepo repository, BuildOptions options, Action<string>? warn, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        using var store = repository.OpenStore();
        await StateCommitter.MendAsync(store, cancel).ConfigureAwait(false);
        await BuildSlot.SweepAbandonedAsync(cancel).ConfigureAwait(false);
        var commit = options.Reference is { } reference ? store.Resolve(reference) : store.Head ?? repository.Head;
        var known = store.ReadReference(References + commit);
        if (known is not null && options is { Force: false, NoCache: false, Rebuild.Count: 0 } && ImageStore.Find(known, commit) is { } cached)
        {
            RefuseSsh(cached.SshServer, options);
            WarnOfUncommittedChanges();
            return cached.Image with { Cached = true, Duration = watch.Elapsed };
        }

        progress?.Report(new StepProgress("Plan", repository.Name));
        var content = CommitContent.Read(store, commit);
        RequireSteps(content, options.Rebuild);
        var planned = await BuildPlan.MakeAsync(store, content, cancel).ConfigureAwait(false);
        var builds = new ComponentBuilds(store.GitDirectory, planned, options, progress);
        var components = await builds.RunAsync(cancel).ConfigureAwait(false);
        foreach (var build in builds.Builds.Where(build => build.Differs))
        {
            warn?.Invoke($"The component {build.Name} was built again, and its output is not what it was before: something reaches it that is not in the commit.");
        }
        progress?.Report(new StepProgress("Merge", repository.Name));
        var (tree, _) = Merge(store, content, components);
        var layout = ImageLayout.Read(store, tree);
        // Not before: a tree that was made to keep its reader busy for ever is refused by now.
        WarnOfUncommittedChanges();
        RefuseSsh(layout.FindSshServer(), options);
        WarnOfMissingInit(layout, warn);

        // The reference keeps the tree from Git's own collection, and answers the next build.
        if (known != tree)
        {
            using var hold = await StateCommitter.LockAsync(store, cancel).ConfigureAwait(false);
            store.WriteReference(References + commit, tree);
        }
        if (!options.Force && ImageStore.Find(tree, commit) is { } same)
        {
            return same.Image with { Cached = true, Duration = watch.Elapsed };
        }
        progress?.Report(new StepProgress("Write image", repository.Name, 0));
        var image = await ImageStore.AddAsync(store, layout, commit, progress, cancel).ConfigureAwait(false);
        return image with { Duration = watch.Elapsed };

        void WarnOfUncommittedChanges()
        {
            if (options.Reference is null && store.WorkTree is not null && store.HasUncommittedChanges())
            {
                warn?.Invoke($"{repository.Path} has uncommitted changes; they are not part of the image, which is built from the commit {CommitId.Short(commit)}.");
            }
        }
    }

    /// <summary>The tree that a commit came to; null when it was not built in this repository.</summary>
    internal static string? FindTree(GitStore store, string commit) => store.ReadReference(References + commit);

    /// <summary>Lays the components over each other, and writes the server's tree.</summary>
    internal static (string Tree, TreeMerger Merger) Merge(GitStore store, CommitContent content, IReadOnlyList<PlannedComponent> components)
    {
        var merger = new TreeMerger(store);
        foreach (var component in components.Where(component => component.Component.IsPlaced))
        {
            merger.Add(component);
        }
        foreach (var (path, mode) in MountPoints)
        {
            merger.RequireFolder(path, mode, content.Definition.Name);
        }
        foreach (var writable in content.Definition.Writable)
        {
            merger.RequireFolder(writable.Path.Trim('/'), null, content.Definition.Name);
        }
        var tree = merger.Write(new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [Path.GetFileName(ImageLayout.DefinitionPath)] = ImageLayout.DefinitionBytes(content.Definition),
        });
        return (tree, merger);
    }

    /// <summary>Makes sure that these are components with build steps.</summary>
    /// <exception cref="PlanException">One is not.</exception>
    internal static void RequireSteps(CommitContent content, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (content.Components.FirstOrDefault(component => component.Name == name)?.Build is null)
            {
                throw new PlanException(name, "there is no component of that name with a build step", $"With one: {string.Join(", ", content.Components.Where(component => component.Build is not null).Select(component => component.Name))}.");
            }
        }
    }

    private static void RefuseSsh(string? sshServer, BuildOptions options)
    {
        if (sshServer is not null && !options.AllowSsh)
        {
            throw new SshServerInImageException(sshServer);
        }
    }

    // Only said, not refused: the path may lead through links that only the running server resolves.
    private static void WarnOfMissingInit(ImageLayout layout, Action<string>? warn)
    {
        var init = layout.Definition.Init[0].TrimStart('/');
        var first = init.Split('/')[0];
        if (layout.Entries.All(entry => entry.Path != init) && layout.Entries.All(entry => entry.Path != first || entry.Kind != TreeItemKind.Symlink))
        {
            warn?.Invoke($"init: /{init} is not in the image; the server will not start.");
        }
    }
}
