namespace ContainerState.Rebuilds;

/// <summary>A rebuild that is scheduled, as it was written.</summary>
public sealed record RebuildRegistration
{
    /// <summary>The name of its servers.</summary>
    public required string Name { get; init; }

    /// <summary>When it runs, as it was given.</summary>
    public required string Schedule { get; init; }

    /// <summary>What runs it: <c>systemd</c> or <c>cron</c>.</summary>
    public required string Scheduler { get; init; }

    /// <summary>The folder of the repository.</summary>
    public required string Repository { get; init; }

    /// <summary>When it is due next, as systemd writes it; empty for cron, and where nobody knows.</summary>
    public string Next { get; init; } = "";

    /// <summary>The timer, or the file of cron.</summary>
    public required string Path { get; init; }

    /// <summary>The file that says what is rebuilt.</summary>
    public required string SettingsPath { get; init; }

    /// <summary>True when systemd-analyze was there and found nothing wrong with timer and service.</summary>
    public bool Verified { get; init; }

    /// <summary>The command that enables the timer and starts it, and has the service run at each boot; empty for cron, which needs none.</summary>
    public string EnableCommand { get; init; } = "";

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
