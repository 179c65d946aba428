namespace ContainerState.Errors;

/// <summary>A server that is not running any more.</summary>
/// <param name="name">The server.</param>
/// <param name="state">Its state.</param>
/// <param name="whatToDo">The remedy; that for a server whose remains are still there when null.</param>
/// <param name="why">Why it ended; null when that is not known.</param>
public sealed class ServerNotRunningException(string name, string state, string? whatToDo = null, string? why = null)
    : ContainerStateException(
        ErrorId.ServerNotRunning,
        $"The server {name} is not running (state {state}{(why is null ? "" : ": " + why)}).",
        whatToDo ?? "Clear it up with Stop-Server -Force (containerstate server stop --force), and start another.",
        name)
{
    /// <summary>The server.</summary>
    public string Name { get; } = name;

    /// <summary>Why it ended; null when that is not known.</summary>
    public string? Why { get; } = why;

    /// <summary>Its state.</summary>
    public string State { get; } = state;
}
