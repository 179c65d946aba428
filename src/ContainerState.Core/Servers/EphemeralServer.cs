using ContainerState.Containers;
using ContainerState.Definitions;
using ContainerState.Networks;
using ContainerState.Platform;
using ContainerState.Volumes;

namespace ContainerState.Servers;

/// <summary>A server: an image that is running.</summary>
public sealed record EphemeralServer
{
    /// <summary>Its name, unique on this host.</summary>
    public required string Name { get; init; }

    /// <summary>What it was doing when this object was made.</summary>
    public required string State { get; init; }

    /// <summary>The id of the image it runs from; empty when its record is damaged.</summary>
    public required string Image { get; init; }

    /// <summary>The commit that the image was built from; empty when unknown.</summary>
    public string Commit { get; init; } = "";

    /// <summary>Its address; empty when it has none.</summary>
    public required string Address { get; init; }

    /// <summary>Whom it reaches beyond the host, and who reaches it.</summary>
    public NetworkAccess Network { get; init; } = new();

    /// <summary>True when new connections to the ports that it publishes together with others may go to it; null when it does not share any.</summary>
    public bool? Serves { get; init; }

    /// <summary>The volumes that it has, each with its path on the server.</summary>
    public IReadOnlyList<VolumeUse> Volumes { get; init => field = new TextList<VolumeUse>(value ?? []); } = new TextList<VolumeUse>([]);

    /// <summary>The host's process id of its init; 0 when it does not run.</summary>
    public int ProcessId { get; init; }

    /// <summary>When it was started, in universal time.</summary>
    public DateTime StartedUtc { get; init; }

    /// <summary>How long it has been running; zero when it does not, or when the clock was set back behind its start.</summary>
    public double UptimeSeconds => State == ServerState.Running && DateTime.UtcNow > StartedUtc ? Seconds.Of(DateTime.UtcNow - StartedUtc) : 0;

    /// <summary>How long the start took, in the object that the start returned.</summary>
    public double StartDurationSeconds { get; init; }

    /// <summary>What it used when this object was made; null in the object that a start returned, and when it does not run.</summary>
    public ServerUsage? Usage { get; init; }

    /// <summary>Why and when it ended; null while it runs, and when nobody knows.</summary>
    public ServerEnd? End { get; init; }

    /// <summary>The engine that runs it.</summary>
    public string Runtime { get; init; } = "Lxc";

    /// <summary>The file on the host that its console is written to.</summary>
    public string ConsolePath { get; init; } = "";

    /// <summary>The file on the host that what it sends to /dev/log is written to; empty without a log server.</summary>
    public string SyslogPath { get; init; } = "";

    /// <summary>The log server that its console goes to; null for none.</summary>
    public string? LogServer { get; init; }

    /// <summary>How many bytes of its log wait on the host to be sent.</summary>
    public long LogWaitingBytes { get; init; }

    /// <summary>What keeps its log from being sent; null when nothing is known to. It stays on the host until then.</summary>
    public string? LogFault { get; init; }

    /// <summary>The first host user id of its range; its own 0.</summary>
    public long FirstUserId { get; init; }

    /// <summary>The supervisor that started it and keeps it; empty when none does.</summary>
    public string Supervisor { get; init; } = "";

    /// <summary>What it is; null when its record is damaged.</summary>
    public ServerDefinition? Definition { get; init; }

    /// <summary>The same server once it was stopped.</summary>
    internal EphemeralServer AsStopped() => this with { State = ServerState.Stopped, ProcessId = 0, Usage = null, LogFault = null };

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
