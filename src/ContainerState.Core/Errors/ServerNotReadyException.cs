namespace ContainerState.Errors;

/// <summary>A server that runs, but whose checks did not pass in time.</summary>
/// <param name="name">The server.</param>
/// <param name="failures">One sentence for each check that failed.</param>
/// <param name="whatToDo">The remedy; that for a server that was left running when null.</param>
public sealed class ServerNotReadyException(string name, IReadOnlyList<string> failures, string? whatToDo = null)
    : ContainerStateException(
        ErrorId.ServerNotReady,
        $"The server {name} {(whatToDo is null ? "runs" : "came up")}, but its checks did not pass: {string.Join("; ", failures)}.",
        whatToDo ?? "Read its console with Get-ServerLog (containerstate server log), then stop it.",
        name)
{
    /// <summary>The server.</summary>
    public string Name { get; } = name;

    /// <summary>One sentence for each check that failed.</summary>
    public IReadOnlyList<string> Failures { get; } = failures;
}
