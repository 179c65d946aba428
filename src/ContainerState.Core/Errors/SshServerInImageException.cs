namespace ContainerState.Errors;

/// <summary>An image that holds an ssh server.</summary>
/// <param name="path">The program, on the server.</param>
public sealed class SshServerInImageException(string path)
    : ContainerStateException(
        $"The image would hold an ssh server, {path}.",
        "Leave it out (nobody logs in to a running server), or build with -AllowSsh (--allow-ssh).",
        path)
{
    /// <summary>The program, on the server.</summary>
    public string Path { get; } = path;
}
