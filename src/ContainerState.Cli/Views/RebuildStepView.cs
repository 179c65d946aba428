using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Rebuilds;

namespace ContainerState.Cli.Views;

/// <summary>Shows the steps of a run.</summary>
internal sealed class RebuildStepView : View<RebuildStep>
{
    /// <summary>The only instance.</summary>
    public static RebuildStepView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<RebuildStep>> Columns { get; } =
    [
        new("Step", step => step.Name),
        new("Took", step => Plain.Duration(step.DurationSeconds)),
        new("Result", step => step.Result, step => step.Result == RebuildStep.Done ? Tone.Good : Tone.Bad),
        new("Detail", step => step.Detail),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, RebuildStep item)
    {
        json.WriteString("name", item.Name);
        json.WriteNumber("durationSeconds", item.DurationSeconds);
        json.WriteString("result", item.Result);
        json.WriteString("detail", item.Detail);
    }
}
