using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Logs;

namespace ContainerState.Cli.Views;

/// <summary>Shows what was dropped of a log.</summary>
internal sealed class DroppedLogView : View<DroppedLog>
{
    /// <summary>The only instance.</summary>
    public static DroppedLogView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<DroppedLog>> Columns { get; } =
    [
        new("Server", log => log.Server),
        new("Dropped bytes", log => $"{log.DroppedBytes}"),
        new("Log server", log => log.LogServer),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, DroppedLog item)
    {
        json.WriteString("server", item.Server);
        json.WriteString("logServer", item.LogServer);
        json.WriteNumber("droppedBytes", item.DroppedBytes);
    }
}
