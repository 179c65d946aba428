namespace ContainerState.Servers;

/// <summary>What one check saw.</summary>
/// <param name="Name">The check, for people: <c>http :8080/</c>, <c>root is read-only</c>.</param>
/// <param name="Passed">True when it saw what it should.</param>
/// <param name="DurationSeconds">How long it took, all tries together.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Saw">What the last try saw, one line.</param>
public sealed record CheckResult(string Name, bool Passed, double DurationSeconds, int Attempts, string Saw)
{
    /// <summary>The check, and whether it passed.</summary>
    public override string ToString() => $"{Name}: {(Passed ? "passed" : "failed")}";
}
