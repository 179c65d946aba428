using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Reports.States;

namespace ContainerState.Cli.Views;

/// <summary>Shows a report on a state repository; as text, only which one it is.</summary>
internal sealed class StateReportView : View<StateRepoReport>
{
    /// <summary>The only instance.</summary>
    public static StateReportView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<StateRepoReport>> Columns { get; } = [new("Name", report => report.Name), new("Commit", report => report.Commit)];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, StateRepoReport item)
    {
        using var document = item.ToJson();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            property.WriteTo(json);
        }
    }
}
