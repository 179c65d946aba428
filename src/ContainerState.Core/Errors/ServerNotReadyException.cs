namespace ContainerState.Errors;

/// <summary>A server that runs, but whose checks did not pass in time.</summary>
/// <param name="name">The server.</param>
/// <param name="failures">One sentence for each check that failed.</param>
public sealed class ServerNotReadyException(string name, IReadOnlyList<string> failures)
    : ContainerStateException(
        $"The server {name} runs, but its checks did not pass: {string.Join("; ", failures)}.",
        "Read its console with Get-ServerLog, then stop it.",
        name)
{
    /// <summary>The server.</summary>
    public string Name { get; } = name;

    /// <summary>One sentence for each check that failed.</summary>
    public IReadOnlyList<string> Failures { get; } = failures;
}
