namespace ContainerState.Errors;

/// <summary>A remote repository, mirror or server that does not answer, or refuses.</summary>
/// <param name="url">Its URL.</param>
/// <param name="detail">What git, apt or the server said.</param>
/// <param name="whatToDo">The remedy; that for reading a Git repository when null.</param>
/// <param name="writing">True when something was to be sent there.</param>
public sealed class RemoteException(string url, string detail, string? whatToDo = null, bool writing = false)
    : ContainerStateException(
        $"{url} could not be {(writing ? "written to" : "read")}: {detail.TrimEnd('.')}.",
        whatToDo ?? (writing
            ? "Check the URL, the network, and that you may push references below refs/containerstate/ there."
            : "Check the URL, the network and your credentials with git ls-remote."),
        url)
{
    /// <summary>Its URL.</summary>
    public string Url { get; } = url;

    /// <summary>What git, apt or the server said.</summary>
    public string Detail { get; } = detail;

    /// <summary>A repository whose objects Git names by SHA-256: Git cannot pin its commits in one that goes by SHA-1, and does not translate.</summary>
    /// <param name="url">Its URL.</param>
    public static RemoteException OfSha256(string url) => new(
        url,
        "its objects are named by SHA-256, and a state repository's by SHA-1, in which Git cannot pin them",
        "Use a copy that goes by SHA-1 (git init --object-format=sha1, then git fast-export in the one and git fast-import in the other), or add an archive of it.");
}
