namespace ContainerState.Errors;

/// <summary>A remote repository that does not answer, or refuses.</summary>
/// <param name="url">Its URL.</param>
/// <param name="detail">What git said.</param>
public sealed class RemoteException(string url, string detail)
    : ContainerStateException(
        $"{url} could not be read: {detail.TrimEnd('.')}.",
        "Check the URL, the network and your credentials with git ls-remote.",
        url)
{
    /// <summary>Its URL.</summary>
    public string Url { get; } = url;

    /// <summary>What git said.</summary>
    public string Detail { get; } = detail;
}
