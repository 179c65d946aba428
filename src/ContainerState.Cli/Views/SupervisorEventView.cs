using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Supervisors;

namespace ContainerState.Cli.Views;

/// <summary>Shows what a supervisor saw or did.</summary>
internal sealed class SupervisorEventView : View<SupervisorEvent>
{
    /// <summary>The only instance.</summary>
    public static SupervisorEventView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<SupervisorEvent>> Columns { get; } =
    [
        new("Time", said => said.TimeUtc.ToString("u")),
        new("Event", said => said.Kind.ToString()),
        new("Server", said => said.Server),
        new("Image", said => Plain.ShortId(said.Image)),
        new("Well", said => $"{said.Well} of {said.Count}"),
        new("Detail", said => said.Detail),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, SupervisorEvent item)
    {
        json.WriteString("timeUtc", item.TimeUtc);
        json.WriteString("supervisor", item.Supervisor);
        json.WriteString("event", item.Kind.ToString());
        json.WriteString("server", item.Server);
        json.WriteString("image", item.Image);
        json.WriteString("detail", item.Detail);
        json.WriteNumber("well", item.Well);
        json.WriteNumber("count", item.Count);
    }
}
