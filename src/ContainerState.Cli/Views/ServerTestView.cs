using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Servers;

namespace ContainerState.Cli.Views;

/// <summary>Shows what all checks of a server saw.</summary>
internal sealed class ServerTestView : View<ServerTestResult>
{
    /// <summary>The only instance.</summary>
    public static ServerTestView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<ServerTestResult>> Columns { get; } =
    [
        new("Server", test => test.Server.Name),
        new("Passed", test => test.Passed ? "yes" : "no"),
        new("Took", test => Plain.Duration(test.DurationSeconds)),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, ServerTestResult item)
    {
        json.WriteString("server", item.Server.Name);
        json.WriteString("image", item.Server.Image);
        json.WriteBoolean("passed", item.Passed);
        json.WriteNumber("durationSeconds", item.DurationSeconds);
        json.WriteStartArray("checks");
        foreach (var check in item.Checks)
        {
            json.WriteStartObject();
            CheckResultView.Instance.WriteJson(json, check);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
