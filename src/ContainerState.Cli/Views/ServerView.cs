using System.Globalization;
using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Servers;
using ContainerState.StateRepos;

namespace ContainerState.Cli.Views;

/// <summary>Shows a server.</summary>
internal sealed class ServerView : View<EphemeralServer>
{
    /// <summary>The one of it.</summary>
    public static ServerView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<EphemeralServer>> Columns { get; } =
    [
        new("Name", server => server.Name),
        new("State", server => server.State.ToString(), server => server.State == ServerState.Running ? Tone.Good : Tone.Bad),
        new("Image", server => Plain.ShortId(server.Image)),
        new("Address", server => server.Address),
        new("Uptime", server => server.State == ServerState.Running ? Plain.Duration(server.Uptime) : "", Right: true),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Column<EphemeralServer>> Fields { get; } =
    [
        new("Name", server => server.Name),
        new("State", server => server.State.ToString()),
        new("Image", server => server.Image),
        new("Address", server => server.Address),
        new("Ports", server => string.Join(", ", server.Definition?.Ports ?? [])),
        new("Published", server => string.Join(", ", server.Network.Published)),
        new("Egress", server => server.Network.Egress ? "all" : string.Join(", ", server.Network.EgressTo)),
        new("Name servers", server => string.Join(", ", server.Network.Dns)),
        new("Group", server => server.Network.Group),
        new("Memory", server => Used(Plain.Size(server.Usage?.MemoryBytes ?? 0), server, limits => limits.MemoryBytes > 0 ? Plain.Size(limits.MemoryBytes) : "")),
        new("Processor", server => Used(string.Create(CultureInfo.InvariantCulture, $"{server.Usage?.CpuSeconds ?? 0:0.##} s"), server, limits => limits.Cpus > 0 ? string.Create(CultureInfo.InvariantCulture, $"{limits.Cpus} at once") : "")),
        new("Processes", server => Used($"{server.Usage?.Processes ?? 0}", server, limits => limits.Processes > 0 ? $"{limits.Processes}" : "")),
        new("Took", server => server.StartDuration > TimeSpan.Zero ? Plain.Duration(server.StartDuration) : ""),
    ];

    private static string Used(string used, EphemeralServer server, Func<ServerLimits, string> limit) =>
        server.Usage is null ? "" : server.Definition is { } definition && limit(definition.Limits) is { Length: > 0 } most ? $"{used} of {most}" : used;

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, EphemeralServer item)
    {
        json.WriteString("name", item.Name);
        json.WriteString("state", item.State.ToString());
        json.WriteString("image", item.Image);
        json.WriteString("commit", item.Commit);
        json.WriteString("address", item.Address);
        json.WriteStartObject("network");
        json.WriteStrings("published", item.Network.Published.Select(port => port.ToString()));
        json.WriteBoolean("egress", item.Network.Egress);
        json.WriteStrings("egressTo", item.Network.EgressTo.Select(target => target.ToString()));
        json.WriteStrings("dns", item.Network.Dns);
        json.WriteString("group", item.Network.Group);
        json.WriteEndObject();
        if (item.Usage is { } usage)
        {
            json.WriteStartObject("usage");
            json.WriteNumber("memoryBytes", usage.MemoryBytes ?? 0);
            json.WriteNumber("cpuSeconds", Math.Round(usage.CpuSeconds ?? 0, 4));
            json.WriteNumber("processes", usage.Processes ?? 0);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("usage");
        }
        json.WriteNumber("processId", item.ProcessId);
        json.WriteString("startedUtc", item.StartedUtc);
        json.WriteSeconds("uptimeSeconds", item.Uptime);
        json.WriteSeconds("startDurationSeconds", item.StartDuration);
        json.WriteString("runtime", item.Runtime);
        json.WriteString("consolePath", item.ConsolePath);
        json.WriteString("syslogPath", item.SyslogPath);
        if (item.LogServer is not null)
        {
            json.WriteString("logServer", item.LogServer);
            json.WriteNumber("logWaitingBytes", item.LogWaitingBytes);
            json.WriteString("logFault", item.LogFault);
        }
        json.WriteNumber("firstUserId", item.FirstUserId);
        json.WriteString("supervisor", item.Supervisor);
        if (item.Definition is { } definition)
        {
            json.WriteStartObject("definition");
            DefinitionJson.Write(json, definition);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("definition");
        }
    }
}
