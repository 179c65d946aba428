using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Images;

/// <summary>What goes wrong with images.</summary>
public static class ImageFaults
{
    /// <summary>An image that the store does not have.</summary>
    /// <param name="image">Its id, or the beginning of it.</param>
    public static ContainerStateException NotFound(string image) => new(
        ErrorId.ImageNotFound,
        $"There is no image {Quoted.Text(image)} in the store.",
        "List images with Get-ServerImage (containerstate image list), or build it.",
        image);

    /// <summary>A commit that has no image, since nobody has built it here.</summary>
    /// <param name="repository">Path of the repository.</param>
    /// <param name="commit">The commit.</param>
    public static ContainerStateException NotBuilt(string repository, string commit) => new(
        ErrorId.ImageNotFound,
        $"The commit {CommitId.Short(commit)} of {Quoted.Text(repository)} has not been built on this host.",
        "Build it with Build-ServerImage (containerstate image build).",
        commit);

    /// <summary>An image of which a layer is not what the store recorded.</summary>
    /// <param name="image">Its id.</param>
    /// <param name="detail">What differs.</param>
    public static ContainerStateException Damaged(string image, string detail) => new(
        ErrorId.ImageDamaged,
        $"The image {image} is damaged: {detail}.",
        "Build it again; that writes it anew. Remove-ServerImage (containerstate image remove) takes it away.",
        image);

    /// <summary>An image that servers run from.</summary>
    /// <param name="image">Its id.</param>
    /// <param name="servers">The servers.</param>
    public static ContainerStateException InUse(string image, IReadOnlyList<string> servers) => new(
        ErrorId.ImageInUse,
        $"The image {image} is in use by {string.Join(", ", servers)}.",
        "Stop those servers first.",
        image);

    /// <summary>An image that holds an ssh server.</summary>
    /// <param name="path">The program, on the server.</param>
    public static ContainerStateException SshServer(string path) => new(
        ErrorId.SshServerInImage,
        $"The image would hold an ssh server, {path}.",
        "Leave it out (nobody logs in to a running server), or build with -AllowSsh (--allow-ssh).",
        path);
}
