namespace ContainerState.Reports.States;

/// <summary>One roll-out, or several that came to the same.</summary>
public sealed record ReportRollOut
{
    /// <summary>The name of the servers.</summary>
    public required string Name { get; init; }

    /// <summary>What it was for; one of <see cref="Rebuilds.RebuildKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it came to; one of <see cref="Rebuilds.RebuildOutcome"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>When it began, in universal time.</summary>
    public DateTime StartedUtc { get; init; }

    /// <summary>How long it took.</summary>
    public double DurationSeconds { get; init; }

    /// <summary>How many runs in a row came to the same.</summary>
    public int Runs { get; init; } = 1;

    /// <summary>The commit; empty when it did not get that far.</summary>
    public string Commit { get; init; } = "";

    /// <summary>The commit that ran before; empty when none did.</summary>
    public string PreviousCommit { get; init; } = "";

    /// <summary>How many servers it started or kept.</summary>
    public int Servers { get; init; }

    /// <summary>The dependencies that it moved, by name.</summary>
    public IReadOnlyList<string> Updated { get; init; } = [];

    /// <summary>Why it failed; empty when it did not.</summary>
    public string Error { get; init; } = "";
}
