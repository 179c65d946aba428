namespace ContainerState.Errors;

/// <summary>A remote that the repository does not have.</summary>
/// <param name="repository">The repository.</param>
/// <param name="remote">The name that was looked for.</param>
public sealed class RemoteNotFoundException(string repository, string remote)
    : ContainerStateException(
        $"{repository} has no remote {Quoted.Text(remote)}.",
        "Name one that git remote lists, give a URL or an absolute path, or add it with git remote add.",
        remote)
{
    /// <summary>The repository.</summary>
    public string Repository { get; } = repository;

    /// <summary>The name that was looked for.</summary>
    public string Remote { get; } = remote;
}
