namespace ContainerState.Errors;

/// <summary>A server that is not running any more.</summary>
/// <param name="name">The server.</param>
/// <param name="state">Its state.</param>
public sealed class ServerNotRunningException(string name, string state)
    : ContainerStateException(
        $"The server {name} is not running (state {state}).",
        "Clear it up with Stop-Server -Force (containerstate server stop --force), and start another.",
        name)
{
    /// <summary>The server.</summary>
    public string Name { get; } = name;

    /// <summary>Its state.</summary>
    public string State { get; } = state;
}
