using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Servers;

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
        new("Took", server => server.StartDuration > TimeSpan.Zero ? Plain.Duration(server.StartDuration) : ""),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, EphemeralServer item)
    {
        json.WriteString("name", item.Name);
        json.WriteString("state", item.State.ToString());
        json.WriteString("image", item.Image);
        json.WriteString("commit", item.Commit);
        json.WriteString("address", item.Address);
        json.WriteNumber("processId", item.ProcessId);
        json.WriteString("startedUtc", item.StartedUtc);
        json.WriteSeconds("uptimeSeconds", item.Uptime);
        json.WriteSeconds("startDurationSeconds", item.StartDuration);
        json.WriteString("runtime", item.Runtime);
        json.WriteString("consolePath", item.ConsolePath);
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
