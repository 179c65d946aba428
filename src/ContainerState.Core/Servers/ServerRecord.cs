using System.Text.Json;
using ContainerState.Containers;
using ContainerState.Definitions;
using ContainerState.Networks;
using ContainerState.Volumes;

namespace ContainerState.Servers;

/// <summary>What is written down of a server: <c>server.json</c> in its folder.</summary>
internal sealed record ServerRecord
{
    /// <summary>The version of this format.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The version that it was written in.</summary>
    public required int Format { get; init; }

    /// <summary>The server's name.</summary>
    public required string Name { get; init; }

    /// <summary>The boot of the host that it was started in: process ids mean nothing in another.</summary>
    public required string Boot { get; init; }

    /// <summary>The engine.</summary>
    public required string Runtime { get; init; }

    /// <summary>Its image.</summary>
    public required string Image { get; init; }

    /// <summary>The commit of its image, or empty.</summary>
    public required string Commit { get; init; }

    /// <summary>When that was committed; null when nobody knows.</summary>
    public DateTime? CommittedUtc { get; init; }

    /// <summary>Its number.</summary>
    public required int Slot { get; init; }

    /// <summary>Its address.</summary>
    public required string Address { get; init; }

    /// <summary>The host's id of its root.</summary>
    public required long FirstUserId { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTime StartedUtc { get; init; }

    /// <summary>How long its start took, in seconds; 0 while it is being started, and in the records of earlier versions.</summary>
    public double StartSeconds { get; init; }

    /// <summary>What it is.</summary>
    public required ServerDefinition Definition { get; init; }

    /// <summary>The supervisor that started it; empty when none did.</summary>
    public string Supervisor { get; init; } = "";

    /// <summary>Whom it reaches beyond the host, and who reaches it.</summary>
    public NetworkAccess Network { get; init; } = new();

    /// <summary>The volumes that it has.</summary>
    public IReadOnlyList<VolumeUse> Volumes { get; init; } = [];

    /// <summary>The folder of its spool; null when no log server is named.</summary>
    public string? Spool { get; init; }

    /// <summary>Its processes, once its init runs.</summary>
    public ContainerProcesses? Processes { get; init; }

    /// <summary>As it is written.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ServerRecordJson.Default.ServerRecord);

    /// <summary>Reads what was written for this name; null when it is damaged, or of another format.</summary>
    public static ServerRecord? Parse(string json, string name)
    {
        try
        {
            var record = JsonSerializer.Deserialize(json, ServerRecordJson.Default.ServerRecord);
            if (record is not { Format: CurrentFormat, Definition: not null, Slot: >= 0 } || record.Name != name)
            {
                return null;
            }
            // What a record leaves out is null to the generated reader, whatever its type says.
            record = record with { Supervisor = record.Supervisor ?? "", Network = record.Network ?? new(), Volumes = [.. (record.Volumes ?? []).OfType<VolumeUse>()] };
            // Any other null, at any depth, is refused where it is written; so is a number too large for its type.
            _ = record.ToJson();
            return record;
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            return null;
        }
    }
}
