namespace ContainerState.Errors;

/// <summary>A server that did not come up.</summary>
/// <param name="name">The server.</param>
/// <param name="detail">Why.</param>
/// <param name="log">The last lines of its console and of the engine's log, or empty.</param>
public sealed class ServerStartException(string name, string detail, string log)
    : ContainerStateException(
        ErrorId.ServerStart,
        $"The server {name} did not start: {detail.TrimEnd('.')}." + (log.Length == 0 ? "" : Environment.NewLine + log),
        "Look at init: and writable: in state.yaml, and at what the log says.",
        name)
{
    /// <summary>The server.</summary>
    public string Name { get; } = name;

    /// <summary>Why.</summary>
    public string Detail { get; } = detail;

    /// <summary>The last lines of its console and of the engine's log, or empty.</summary>
    public string Log { get; } = log;
}
