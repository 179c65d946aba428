using ContainerState.Platform;
using ContainerState.Servers;

namespace ContainerState.Rebuilds;

/// <summary>What the checks of one server saw.</summary>
/// <param name="Server">Its name.</param>
/// <param name="Passed">True when every check passed.</param>
/// <param name="DurationSeconds">How long they took.</param>
/// <param name="Checks">One result for each check.</param>
public sealed record RebuildTest(string Server, bool Passed, double DurationSeconds, IReadOnlyList<CheckResult> Checks)
{
    /// <summary>One result for each check.</summary>
    public IReadOnlyList<CheckResult> Checks { get; init => field = new TextList<CheckResult>(value ?? []); } = new TextList<CheckResult>(Checks ?? []);

    /// <summary>The server, and whether it passed.</summary>
    public override string ToString() => $"{Server}: {(Passed ? "passed" : "failed")}";
}
