using ContainerState.Errors;

namespace ContainerState.Git;

/// <summary>What goes wrong with remotes.</summary>
internal static class RemoteFaults
{
    /// <summary>A remote repository, mirror or server that does not answer, or refuses.</summary>
    /// <param name="url">Its URL.</param>
    /// <param name="detail">What git, apt or the server said.</param>
    /// <param name="whatToDo">The remedy; that for reading a Git repository when null.</param>
    /// <param name="writing">True when something was to be sent there.</param>
    public static ContainerStateException Failed(string url, string detail, string? whatToDo = null, bool writing = false) => new(
        ErrorId.Remote,
        $"{url} could not be {(writing ? "written to" : "read")}: {detail.TrimEnd('.')}.",
        whatToDo ?? (writing
        ? "Check the URL, the network, and that you may push references below refs/containerstate/ there."
        : "Check the URL, the network and your credentials with git ls-remote."),
        url);

    /// <summary>A repository whose objects Git names by SHA-256: Git cannot pin its commits in one that goes by SHA-1, and does not translate.</summary>
    /// <param name="url">Its URL.</param>
    public static ContainerStateException OfSha256(string url) => Failed(
        url,
        "its objects are named by SHA-256, and a state repository's by SHA-1, in which Git cannot pin them",
        "Use a copy that goes by SHA-1 (git init --object-format=sha1, then git fast-export in the one and git fast-import in the other), or add an archive of it.");

    /// <summary>A remote that the repository does not have.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="remote">The name that was looked for.</param>
    public static ContainerStateException NotFound(string repository, string remote) => new(
        ErrorId.RemoteNotFound,
        $"{repository} has no remote {Quoted.Text(remote)}.",
        "Name one that git remote lists, give a URL or an absolute path, or add it with git remote add.",
        remote);
}
