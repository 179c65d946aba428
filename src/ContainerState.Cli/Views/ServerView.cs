using System.Globalization;
using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Definitions;
using ContainerState.Servers;

namespace ContainerState.Cli.Views;

/// <summary>Shows a server.</summary>
internal sealed class ServerView : View<EphemeralServer>
{
    /// <summary>The only instance.</summary>
    public static ServerView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<EphemeralServer>> Columns { get; } =
    [
        new("Name", server => server.Name),
        new("State", server => server.State.ToString(), server => server.State == ServerState.Running ? Tone.Good : Tone.Bad),
        new("Image", server => Plain.ShortId(server.Image)),
        new("Address", server => server.Address),
        new("Uptime", server => server.State == ServerState.Running ? Plain.Duration(server.UptimeSeconds) : "", Right: true),
        new("Ended", server => server.End is { } end ? $"{end.Reason}, {Plain.Duration((DateTime.UtcNow - end.EndedUtc).TotalSeconds)} ago" : ""),
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
        new("Fleet", server => server.Serves is { } serves ? $"{server.Network.Fleet}, {(serves ? "takes connections" : "takes no new connections")}" : ""),
        new("Egress", server => server.Network.Egress ? "all" : string.Join(", ", server.Network.EgressTo)),
        new("Name servers", server => string.Join(", ", server.Network.Dns)),
        new("Group", server => server.Network.Group),
        new("Volumes", server => string.Join(", ", server.Volumes)),
        new("Memory", server => Used(Plain.Size(server.Usage?.MemoryBytes ?? 0), server, limits => limits.MemoryBytes > 0 ? Plain.Size(limits.MemoryBytes) : "")),
        new("Processor", server => Used(string.Create(CultureInfo.InvariantCulture, $"{server.Usage?.CpuSeconds ?? 0:0.##} s"), server, limits => limits.Cpus > 0 ? string.Create(CultureInfo.InvariantCulture, $"{limits.Cpus} at once") : "")),
        new("Processes", server => Used($"{server.Usage?.Processes ?? 0}", server, limits => limits.Processes > 0 ? $"{limits.Processes}" : "")),
        new("Ended", server => server.End is { } end ? $"{end.EndedUtc:u}: {end.Reason}" : ""),
        new("Took", server => server.StartDurationSeconds > 0 ? Plain.Duration(server.StartDurationSeconds) : ""),
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
        json.WriteString("fleet", item.Network.Fleet);
        json.WriteEndObject();
        if (item.Serves is { } serves)
        {
            json.WriteBoolean("serves", serves);
        }
        else
        {
            json.WriteNull("serves");
        }
        json.WriteStrings("volumes", item.Volumes.Select(volume => volume.ToString()));
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
        json.WriteNumber("uptimeSeconds", item.UptimeSeconds);
        json.WriteNumber("startDurationSeconds", item.StartDurationSeconds);
        if (item.End is { } end)
        {
            json.WriteStartObject("end");
            json.WriteString("reason", end.Reason);
            json.WriteString("endedUtc", end.EndedUtc);
            if (end.ExitCode is { } code)
            {
                json.WriteNumber("exitCode", code);
            }
            else
            {
                json.WriteNull("exitCode");
            }
            json.WriteString("signal", end.Signal);
            json.WriteBoolean("outOfMemory", end.OutOfMemory);
            json.WriteBoolean("wasStopped", end.WasStopped);
            json.WriteStrings("lastLines", end.LastLines);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("end");
        }
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
            json.WritePropertyName("definition");
            DefinitionJson.Show(json, definition);
        }
        else
        {
            json.WriteNull("definition");
        }
    }
}
