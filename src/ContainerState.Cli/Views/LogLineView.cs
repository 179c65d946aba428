using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Logs;

namespace ContainerState.Cli.Views;

/// <summary>Shows a line of a server's console.</summary>
internal sealed class LogLineView : View<ServerLogLine>
{
    /// <summary>The only instance.</summary>
    public static LogLineView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<ServerLogLine>> Columns { get; } =
        [new("Server", line => line.Server), new("Text", line => line.Text)];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, ServerLogLine item)
    {
        json.WriteString("server", item.Server);
        json.WriteString("text", item.Text);
        if (item.Sequence is { } sequence)
        {
            json.WriteNumber("sequence", sequence);
        }
        if (item.TimeUtc is { } time)
        {
            json.WriteString("timeUtc", time);
        }
    }
}
