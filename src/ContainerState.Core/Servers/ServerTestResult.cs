using ContainerState.Platform;

namespace ContainerState.Servers;

/// <summary>What all checks of one server saw.</summary>
/// <param name="Server">The server.</param>
/// <param name="Passed">True when every check passed.</param>
/// <param name="DurationSeconds">How long it took.</param>
/// <param name="Checks">One result for each check: those of state.yaml, then our own.</param>
public sealed record ServerTestResult(EphemeralServer Server, bool Passed, double DurationSeconds, IReadOnlyList<CheckResult> Checks)
{
    /// <summary>One result for each check: those of state.yaml, then our own.</summary>
    public IReadOnlyList<CheckResult> Checks { get; init => field = new TextList<CheckResult>(value); } = new TextList<CheckResult>(Checks);

    /// <summary>The server, and whether it passed.</summary>
    public override string ToString() => $"{Server}: {(Passed ? "passed" : "failed")}";

    /// <summary>That of a server that does not run: one check, which failed.</summary>
    internal static ServerTestResult OfEnded(EphemeralServer server) => OfEnded(server, $"it is {server.State}");

    /// <summary>The same, with what was seen.</summary>
    internal static ServerTestResult OfEnded(EphemeralServer server, string saw) => new(server, false, 0, [new("runs", false, 0, 1, saw)]);

    /// <summary>The same with more checks behind, whose texts may hold anything.</summary>
    /// <param name="more">What others saw.</param>
    public ServerTestResult With(IReadOnlyCollection<CheckResult> more) => this with
    {
        Passed = Passed && more.All(check => check.Passed),
        DurationSeconds = Seconds.Of(more.Aggregate(DurationSeconds, (sum, check) => sum + check.DurationSeconds)),
        Checks = [.. Checks, .. more.Select(check => check with { Name = OneLine.From(check.Name), Saw = OneLine.From(check.Saw) })],
    };
}
