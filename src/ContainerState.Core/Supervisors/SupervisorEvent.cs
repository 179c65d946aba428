namespace ContainerState.Supervisors;

/// <summary>One thing that a supervisor saw or did.</summary>
public sealed record SupervisorEvent
{
    /// <summary>When, in universal time.</summary>
    public required DateTime TimeUtc { get; init; }

    /// <summary>The supervisor's name.</summary>
    public required string Supervisor { get; init; }

    /// <summary>What.</summary>
    public required string Kind { get; init; }

    /// <summary>The server that it is about; empty when it is about none.</summary>
    public string Server { get; init; } = "";

    /// <summary>The image that it is about; empty when it is about none.</summary>
    public string Image { get; init; } = "";

    /// <summary>What there is to say beyond that, one line.</summary>
    public string Detail { get; init; } = "";

    /// <summary>How many servers were well right then.</summary>
    public required int Well { get; init; }

    /// <summary>How many there shall be.</summary>
    public required int Count { get; init; }

    /// <summary>What, of whom, and what there is to say beyond that.</summary>
    public override string ToString() => string.Join(' ', ((string[])[Kind, Server, Detail]).Where(text => text.Length > 0));
}
