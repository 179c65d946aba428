namespace ContainerState.Servers;

/// <summary>What one check saw.</summary>
/// <param name="Name">The check, for people: <c>http :8080/</c>, <c>root is read-only</c>.</param>
/// <param name="Passed">True when it saw what it should.</param>
/// <param name="Duration">How long it took, all tries together.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Saw">What the last try saw, one line.</param>
public sealed record CheckResult(string Name, bool Passed, TimeSpan Duration, int Attempts, string Saw);
