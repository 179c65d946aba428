using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Contents;

/// <summary>What goes wrong with looking into images.</summary>
internal static class ContentFaults
{
    /// <summary>A path that an image has nothing at.</summary>
    /// <param name="path">The path on the server.</param>
    /// <param name="image">What the image was called.</param>
    public static ContainerStateException PathNotFound(string path, string image) => new(
        ErrorId.PathNotFound,
        $"There is nothing at {Quoted.Text(path)} in {Quoted.Text(image)}.",
        "Name a folder above it to see what is there. What a running server has in memory or on a volume is not in its image.",
        path);

    /// <summary>A text that means several things.</summary>
    /// <param name="text">The text.</param>
    /// <param name="first">One of them.</param>
    /// <param name="second">Another.</param>
    public static ContainerStateException Ambiguous(string text, string first, string second) => new(
        ErrorId.InvalidName,
        $"{Quoted.Text(text)} is {first} and {second}.",
        $"Say which with one of commit:{text}, image:{text} and server:{text}.",
        text);

    /// <summary>A text that means nothing that could be looked into.</summary>
    /// <param name="repository">Path of the repository.</param>
    /// <param name="text">The text.</param>
    public static ContainerStateException Unknown(string repository, string text) => new(
        ErrorId.ReferenceNotFound,
        $"{Quoted.Text(text)} is no branch, tag or commit of {Quoted.Text(repository)}, no image, and no server that this user can see.",
        "List what there is with git branch -a, Get-ServerImage (containerstate image list) and Get-Server (containerstate server list).",
        text);

    /// <summary>An image whose files are not in the repository.</summary>
    /// <param name="repository">Path of the repository.</param>
    /// <param name="image">The image's id.</param>
    /// <param name="commit">The commit that it was built from; empty when that is not known.</param>
    public static ContainerStateException NoTree(string repository, string image, string commit) => new(
        ErrorId.ImageNotFound,
        $"The repository {Quoted.Text(repository)} does not have the files of the image {image}.",
        $"Give the repository that it was built in with -Path (--repo).{(commit.Length == 0 ? "" : $" In another clone, build the commit {CommitId.Short(commit)} first.")}",
        image);

    /// <summary>An image of which nobody can say who put what there.</summary>
    /// <param name="repository">Path of the repository.</param>
    /// <param name="image">The image's id.</param>
    /// <param name="commit">The commit that it was built from; empty when that is not known.</param>
    public static ContainerStateException NoCommit(string repository, string image, string commit) => new(
        ErrorId.ReferenceNotFound,
        $"The repository {Quoted.Text(repository)} does not have the commit{(commit.Length == 0 ? "" : " " + CommitId.Short(commit))} that the image {image} was built from.",
        "Fetch it with git fetch or Update-StateRepo (containerstate repo update).",
        image);
}
