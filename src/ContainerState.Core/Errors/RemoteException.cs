namespace ContainerState.Errors;

/// <summary>A remote repository, mirror or server that does not answer, or refuses.</summary>
/// <param name="url">Its URL.</param>
/// <param name="detail">What git, apt or the server said.</param>
/// <param name="whatToDo">The remedy; that for a Git repository when null.</param>
public sealed class RemoteException(string url, string detail, string? whatToDo = null)
    : ContainerStateException(
        $"{url} could not be read: {detail.TrimEnd('.')}.",
        whatToDo ?? "Check the URL, the network and your credentials with git ls-remote.",
        url)
{
    /// <summary>Its URL.</summary>
    public string Url { get; } = url;

    /// <summary>What git, apt or the server said.</summary>
    public string Detail { get; } = detail;
}
