namespace ContainerState.Servers;

/// <summary>What all checks of one server saw.</summary>
/// <param name="Server">The server.</param>
/// <param name="Passed">True when every check passed.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Checks">One result for each check: those of state.yaml, then our own.</param>
public sealed record ServerTestResult(EphemeralServer Server, bool Passed, TimeSpan Duration, IReadOnlyList<CheckResult> Checks);
