using System.Text.Json.Serialization;
using ContainerState.Platform;

namespace ContainerState.Rebuilds;

/// <summary>All that one run did: what it was for, each step, and what runs now.</summary>
public sealed record RebuildReport
{
    /// <summary>The name that its servers have, with the moment of their start behind it.</summary>
    public required string Name { get; init; }

    /// <summary>What it was for; one of <see cref="RebuildKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it came to; one of <see cref="RebuildOutcome"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>When it began, in universal time.</summary>
    public required DateTime StartedUtc { get; init; }

    /// <summary>How long it took.</summary>
    public double DurationSeconds { get; init; }

    /// <summary>How many runs in a row came to the same, without a change; the others have no entry of their own.</summary>
    public int Runs { get; init; } = 1;

    /// <summary>The commit whose servers were wanted; empty when it did not get that far.</summary>
    public string Commit { get; init; } = "";

    /// <summary>The image of that commit; empty when it did not get that far.</summary>
    public string Image { get; init; } = "";

    /// <summary>The commit of the servers that ran before; empty when none did.</summary>
    public string PreviousCommit { get; init; } = "";

    /// <summary>The image of the servers that ran before; empty when none did.</summary>
    public string PreviousImage { get; init; } = "";

    /// <summary>The name, without their numbers, of the servers that were started; empty when none were.</summary>
    public string Generation { get; init; } = "";

    /// <summary>True when the new servers had passed their tests, and old ones were about to be stopped.</summary>
    public bool TestsPassed { get; init; }

    /// <summary>The servers that it started, or that it kept when nothing had changed.</summary>
    public IReadOnlyList<string> Servers { get; init => field = new TextList<string>(value ?? []); } = new TextList<string>([]);

    /// <summary>The servers that ran before.</summary>
    public IReadOnlyList<string> PreviousServers { get; init => field = new TextList<string>(value ?? []); } = new TextList<string>([]);

    /// <summary>Its steps, in order.</summary>
    public IReadOnlyList<RebuildStep> Steps { get; init => field = new TextList<RebuildStep>(value ?? []); } = new TextList<RebuildStep>([]);

    /// <summary>The dependencies that it moved.</summary>
    public IReadOnlyList<RebuildUpdate> Updates { get; init => field = new TextList<RebuildUpdate>(value ?? []); } = new TextList<RebuildUpdate>([]);

    /// <summary>What the checks of the servers saw.</summary>
    public IReadOnlyList<RebuildTest> Tests { get; init => field = new TextList<RebuildTest>(value ?? []); } = new TextList<RebuildTest>([]);

    /// <summary>The last lines of the servers that failed.</summary>
    public IReadOnlyList<RebuildLogLine> Log { get; init => field = new TextList<RebuildLogLine>(value ?? []); } = new TextList<RebuildLogLine>([]);

    /// <summary>Why it failed; null when it did not.</summary>
    public RebuildError? Error { get; init; }

    /// <summary>The folder of the repository.</summary>
    [JsonIgnore]
    public string Path { get; init; } = "";

    /// <summary>True when this host wrote it. What others wrote is there to be looked at, and decides nothing here.</summary>
    [JsonIgnore]
    public bool Own { get; init; }

    /// <summary>The error itself, in the report that a run returned; null when it did not fail, and in one from the history.</summary>
    [JsonIgnore]
    public Exception? Fault { get; init; }

    /// <summary>True when servers of what was wanted run.</summary>
    [JsonIgnore]
    public bool Succeeded => Outcome is RebuildOutcome.Replaced or RebuildOutcome.Unchanged;

    /// <summary>The name, and what it came to.</summary>
    public override string ToString() => $"{Name}: {Outcome}";

    /// <summary>The report as JSON, as it is in the history.</summary>
    public string ToJson() => System.Text.Json.JsonSerializer.Serialize(this, RebuildJson.Default.RebuildReport);
}
