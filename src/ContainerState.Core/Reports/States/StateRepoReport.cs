using System.Text.Json;

namespace ContainerState.Reports.States;

/// <summary>A picture of a state repository, as data: what its HEAD is made of, what became of that, and what runs of it.</summary>
/// <remarks>Its texts are as they are in the repository, but for what may be a secret in a URL.</remarks>
public sealed record StateRepoReport
{
    /// <summary>The server's name.</summary>
    public required string Name { get; init; }

    /// <summary>The commit; 40 hexadecimal digits.</summary>
    public required string Commit { get; init; }

    /// <summary>When it was committed, in universal time; null when it says no time that there is.</summary>
    public DateTime? CommittedUtc { get; init; }

    /// <summary>The branch; empty when HEAD is on none.</summary>
    public string Branch { get; init; } = "";

    /// <summary>When the report was made, in universal time. All ages are counted up to then.</summary>
    public required DateTime MadeUtc { get; init; }

    /// <summary>True when a clone builds the server with no network. Objects are looked for, and not read.</summary>
    public bool Complete { get; init; }

    /// <summary>One sentence for each thing that is missing.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>The image of the commit; null when it was not built here.</summary>
    public ReportImage? Image { get; init; }

    /// <summary>What runs of it on this host; null for those who may not see servers.</summary>
    public ReportServers? Servers { get; init; }

    /// <summary>The components, in the order in which they are laid down.</summary>
    public IReadOnlyList<ReportComponent> Components { get; init; } = [];

    /// <summary>Where the bytes of the image are, the largest components first. Empty when it was not built here.</summary>
    public IReadOnlyList<ReportFolder> Folders { get; init; } = [];

    /// <summary>The build steps, those that were timed first, by the moment at which they began.</summary>
    public IReadOnlyList<ReportStep> Steps { get; init; } = [];

    /// <summary>The dependencies, by name.</summary>
    public IReadOnlyList<ReportPin> Pins { get; init; } = [];

    /// <summary>How the pins stand to what there is elsewhere; null when nobody asked.</summary>
    public ReportUpdates? Updates { get; init; }

    /// <summary>The last roll-outs, the newest first.</summary>
    public IReadOnlyList<ReportRollOut> RollOuts { get; init; } = [];

    /// <summary>What could not be found out, and why.</summary>
    public IReadOnlyList<ReportFault> Faults { get; init; } = [];

    /// <summary>The report as JSON.</summary>
    public JsonDocument ToJson() => JsonSerializer.SerializeToDocument(this, ReportJson.Default.StateRepoReport);

    /// <summary>The name, and the commit.</summary>
    public override string ToString() => $"{Name} {Git.CommitId.Short(Commit)}";
}
