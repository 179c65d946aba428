using System.Text.Json;
using ContainerState.Cli.Demo;
using ContainerState.Cli.Output;

namespace ContainerState.Cli.Views;

/// <summary>Shows a step of the demo.</summary>
internal sealed class DemoStepView : View<DemoStep>
{
    /// <summary>The only instance.</summary>
    public static DemoStepView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<DemoStep>> Columns { get; } =
    [
        new("Step", step => step.Name),
        new("Took", step => Plain.Duration(step.Duration), Right: true),
        new("Made", step => step.Made),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, DemoStep item)
    {
        json.WriteString("step", item.Name);
        json.WriteSeconds("durationSeconds", item.Duration);
        json.WriteString("made", item.Made);
    }
}
