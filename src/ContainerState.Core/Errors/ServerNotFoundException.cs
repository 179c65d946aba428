namespace ContainerState.Errors;

/// <summary>A server that does not exist.</summary>
/// <param name="name">The server.</param>
public sealed class ServerNotFoundException(string name)
    : ContainerStateException(
        ErrorId.ServerNotFound,
        $"There is no server {Quoted.Text(name)}.",
        "List servers with Get-Server (containerstate server list).",
        name)
{
    /// <summary>The server.</summary>
    public string Name { get; } = name;
}
