using ContainerState.Contents;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Servers;

/// <summary>Looks into commits, images and servers: what is in one, who put it there, and in what two differ. Nothing is changed, and nothing is built.</summary>
public sealed class ImageContents
{
    private readonly RegisteredServers _servers;

    /// <summary>Looks on a host.</summary>
    public ImageContents(Host host)
        : this(RegisteredServers.Of(host))
    {
    }

    internal ImageContents(RegisteredServers servers) => _servers = servers;

    private Host Host => _servers.Host;

    /// <summary>Compares two commits, images or servers: their dependencies, components, packages, settings and files, and what starts have added.</summary>
    /// <param name="repository">The repository that both are of.</param>
    /// <param name="first">The first.</param>
    /// <param name="second">The second.</param>
    /// <param name="found">Is given each difference, those of the commits first, and files by their paths.</param>
    /// <param name="warn">Is told of what could not be compared.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ReferenceNotFound"/>: One means nothing.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.InvalidName"/>: One means several things.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageNotFound"/>: The repository does not have the files of one.</exception>
    /// <exception cref="StateFileException">A file of a commit has a mistake.</exception>
    /// <exception cref="UnsafeTreeException">One holds what no server can have.</exception>
    public Task<ServerImageComparison> CompareAsync(
        StateRepo repository,
        ImageReference first,
        ImageReference second,
        Action<ServerImageDifference> found,
        Action<string>? warn = null,
        IProgress<StepProgress>? progress = null,
        CancellationToken cancel = default) => FileFaults.GuardAsync(Host.Work, async () =>
    {
        using var store = repository.OpenStore();
        var finder = new ImageFinder(_servers, repository, store);
        var (one, other) = (Side(repository, store, finder.Find(first)), Side(repository, store, finder.Find(second)));
        progress?.Report(new StepProgress("Compare", $"{first} and {second}"));
        return await new ImageComparer(Host, store, warn).CompareAsync(one, other, found, cancel);
    });

    /// <summary>What is in an image, by component.</summary>
    /// <param name="repository">The repository that it is of.</param>
    /// <param name="reference">A commit, image or server.</param>
    /// <param name="warn">Is told of what is not known.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <inheritdoc cref="CompareAsync" path="/exception"/>
    /// <exception cref="IncompleteRepositoryException">Something that its commit pins is not here.</exception>
    public Task<ServerImageContent> ComponentsAsync(
        StateRepo repository, ImageReference reference, Action<string>? warn = null, IProgress<StepProgress>? progress = null, CancellationToken cancel = default) =>
        LookAsync(repository, reference, content => content.Components(), warn, progress, cancel);

    /// <summary>The files of an image at some paths and below them, each with who put it there.</summary>
    /// <param name="repository">The repository that it is of.</param>
    /// <param name="reference">A commit, image or server.</param>
    /// <param name="paths">Absolute paths on the server; / for all.</param>
    /// <param name="found">Is given each file, by its path.</param>
    /// <param name="missing">Is told of each path that there is nothing at, and why; the others are still looked at.</param>
    /// <param name="warn">Is told of what is not known.</param>
    /// <param name="progress">Is told where it is.</param>
    /// <param name="cancel">Stops it.</param>
    /// <inheritdoc cref="ComponentsAsync" path="/exception"/>
    public Task FilesAsync(
        StateRepo repository,
        ImageReference reference,
        IReadOnlyList<string> paths,
        Action<ServerImageFile> found,
        Action<string, ContainerStateException> missing,
        Action<string>? warn = null,
        IProgress<StepProgress>? progress = null,
        CancellationToken cancel = default) => LookAsync(
            repository,
            reference,
            content =>
            {
                foreach (var path in paths)
                {
                    try
                    {
                        content.Files(path, found, cancel);
                    }
                    catch (ContainerStateException fault) when (fault.ErrorId is ErrorId.PathNotFound or ErrorId.InvalidName)
                    {
                        missing(path, fault);
                    }
                }
                return true;
            },
            warn,
            progress,
            cancel);

    /// <summary>What there is to look into, each with a word on it: the branches and tags of a repository, the servers that this user can see, and the images of this host.</summary>
    public IReadOnlyList<(string Name, string What)> Names(StateRepo repository)
    {
        var images = new ImageStore(Host).List();
        return [
            .. repository.ReferenceNames().Select(name => (name, "branch or tag")),
            .. Environment.IsPrivilegedProcess ? _servers.Registry.Names().Select(name => (name, "server")) : [],
            .. images.Select(image => (image.Name, "image")),
            .. images.Select(image => (image.Id, $"image {image.Name}  {image.CreatedUtc:u}")),
        ];
    }

    private Task<T> LookAsync<T>(
        StateRepo repository, ImageReference reference, Func<ServerContent, T> look, Action<string>? warn, IProgress<StepProgress>? progress, CancellationToken cancel) =>
        FileFaults.GuardAsync(Host.Work, async () =>
        {
            using var store = repository.OpenStore();
            var it = new ImageFinder(_servers, repository, store).Find(reference);
            var image = it.Image;
            progress?.Report(new StepProgress("Read", image.Name));
            if (image.Image.Length == 0)
            {
                throw ImageFaults.NotBuilt(repository.Path, image.Commit);
            }
            var commit = it.ReadCommit(repository, store);
            using var overlay = GitOverlay.Make(Host, store);
            var placed = await PlacedComponents.ReadAsync(store, overlay, commit, cancel);
            if (placed.Warning() is { } text)
            {
                warn?.Invoke(text);
            }
            return look(new ServerContent(ServerFiles.Read(store, image.Image), commit, placed, image));
        });

    private static ComparedSide Side(StateRepo repository, GitStore store, FoundImage found)
    {
        var additions = found.Server is null ? StartAdditions.None : StartAdditions.Of(found.Server, store.ReadText(found.Image.Image, ImageLayout.DefinitionPath)!);
        try
        {
            return new(found.Image, found.ReadCommit(repository, store), "", additions);
        }
        // The tree is there all the same, also of a commit that an earlier version read and this one does not.
        catch (ContainerStateException fault) when (found.Image.Image.Length > 0)
        {
            return new(found.Image, null, fault.Message, additions);
        }
    }
}
