using System.Diagnostics;
using ContainerState.Containers;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Builds;

/// <summary>From a commit to an image.</summary>
public sealed class ImageBuilder(Host host)
{
    /// <summary>Where the trees of servers are, by commit.</summary>
    internal const string References = "refs/containerstate/images/";

    private ImageStore Images => new(host);

    /// <summary>Builds the image of a commit, or finds it.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="options">What to build and how.</param>
    /// <param name="warn">Is told what the user should know, such as uncommitted changes.</param>
    /// <param name="progress">Is told where the build is.</param>
    /// <param name="cancel">Stops it; nothing is left behind.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.SshServerInImage"/>: It would hold an ssh server, and that was not allowed.</exception>
    /// <exception cref="BuildFailedException">A build step failed.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.BuildOutput"/>: A build step made what no server may hold.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.PathConflict"/>: Two components write one path.</exception>
    /// <exception cref="StateFileException">A file of the commit has a mistake.</exception>
    /// <exception cref="IncompleteRepositoryException">Something that the commit pins is not here.</exception>
    /// <exception cref="DiskFullException">There is no space for it.</exception>
    public Task<ServerImage> BuildAsync(
        StateRepo repository,
        BuildOptions options,
        Action<string>? warn = null,
        IProgress<StepProgress>? progress = null,
        CancellationToken cancel = default) =>
        FileFaults.GuardAsync(host.Images, () => BuildOrFindAsync(repository, options, warn, progress, cancel));

    /// <summary>The image that was built of a commit; null when none was, or it was removed.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="reference">A branch, tag or commit; HEAD when null.</param>
    /// <exception cref="NotARepositoryException">The commit has no state.yaml.</exception>
    public ServerImage? Find(StateRepo repository, string? reference = null)
    {
        using var store = repository.OpenStore();
        var commit = repository.CommitOf(store, reference);
        if (store.ReadReference(References + commit) is { } tree)
        {
            return Find(store, tree, commit)?.Image;
        }
        CommitContent.RequireStateFile(store, commit);
        return null;
    }

    private async Task<ServerImage> BuildOrFindAsync(
        StateRepo repository, BuildOptions options, Action<string>? warn, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        using var store = repository.OpenStore();
        await StateCommitter.MendAsync(store, cancel);
        await new BuildSlots(host).SweepAbandonedAsync(cancel);
        var commit = repository.CommitOf(store, options.Reference);
        var known = FindTree(store, commit);
        if (known is not null && options is { Force: false, NoCache: false, Rebuild.Count: 0 } && Find(store, known, commit) is { } cached)
        {
            RefuseSsh(cached.SshServer, options);
            await WarnOfAsync(FindChangesAsync());
            Images.Touch(cached.Image);
            return cached.Image with { Cached = true, DurationSeconds = Seconds.Of(watch.Elapsed) };
        }

        progress?.Report(new StepProgress("Plan", repository.Name));
        var made = await ServerTree.MakeAsync(host, store, commit, options, warn, progress, cancel);
        var layout = made.Layout;
        var tree = layout.Tree;
        // Not before: a tree that was made to keep its reader busy for ever is refused by now. Beside what follows, since all files are looked at.
        var changes = FindChangesAsync();
        RefuseSsh(layout.SshServer, options);
        if (warn is not null)
        {
            ImageWarnings.Of(layout).Concat(new ProgramCheck(store, made).Warnings()).ToList().ForEach(warn);
        }
        made.Programs.Remember();

        // The reference keeps the tree from Git's own collection, and answers the next build.
        if (known != tree)
        {
            using var hold = await StateCommitter.LockAsync(store, cancel);
            store.WriteReference(References + commit, tree);
        }
        if (!options.Force && Find(store, tree, commit) is { } same)
        {
            await WarnOfAsync(changes);
            Images.Touch(same.Image);
            return same.Image with { Cached = true, DurationSeconds = Seconds.Of(watch.Elapsed) };
        }
        progress?.Report(new StepProgress("Write image", repository.Name, 0));
        var image = await Images.AddAsync(store, layout, commit, options.Force, progress, cancel);
        await WarnOfAsync(changes);
        return image with { DurationSeconds = Seconds.Of(watch.Elapsed) };

        // With a store of its own, which one thread alone may ask.
        Task<bool> FindChangesAsync() => options.Reference is null && store.WorkTree is not null && warn is not null
            ? Task.Run(
                async () =>
                {
                    using var own = repository.OpenStore();
                    return await own.HasUncommittedChangesAsync();
                },
                cancel)
            : Task.FromResult(false);

        async Task WarnOfAsync(Task<bool> changed)
        {
            if (await changed)
            {
                warn?.Invoke($"{repository.Path} has uncommitted changes; they are not part of the image, which is built from the commit {CommitId.Short(commit)}.");
            }
        }
    }

    // The store knows the commit that an image was first built of, and this may be another of the same tree.
    private (ServerImage Image, string? SshServer)? Find(GitStore store, string tree, string commit) =>
        Images.Find(tree, commit) is var (image, ssh) ? (image with { CommittedUtc = store.CommittedUtc(commit) }, ssh) : null;

    /// <summary>The tree that a commit came to; null when it was not built in this repository, or by a version that made images of one file.</summary>
    internal static string? FindTree(GitStore store, string commit) =>
        store.ReadReference(References + commit) is { } tree && store.HasTree(tree) && store.Find(tree, LayerList.Path) is not null ? tree : null;

    private static void RefuseSsh(string? sshServer, BuildOptions options)
    {
        if (sshServer is not null && !options.AllowSsh)
        {
            throw ImageFaults.SshServer(sshServer);
        }
    }
}
