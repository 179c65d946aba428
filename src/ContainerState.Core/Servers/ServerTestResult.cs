namespace ContainerState.Servers;

/// <summary>What all checks of one server saw.</summary>
/// <param name="Server">The server.</param>
/// <param name="Passed">True when every check passed.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Checks">One result for each check: those of state.yaml, then our own.</param>
public sealed record ServerTestResult(EphemeralServer Server, bool Passed, TimeSpan Duration, IReadOnlyList<CheckResult> Checks)
{
    /// <summary>The same with more checks behind, whose texts may hold anything.</summary>
    /// <param name="more">What others saw.</param>
    public ServerTestResult With(IReadOnlyCollection<CheckResult> more) => this with
    {
        Passed = Passed && more.All(check => check.Passed),
        Duration = more.Aggregate(Duration, (sum, check) => sum + check.Duration),
        Checks = [.. Checks, .. more.Select(check => check with { Name = OneLine.From(check.Name), Saw = OneLine.From(check.Saw) })],
    };
}
