using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Proofs;

namespace ContainerState.Cli.Views;

/// <summary>Shows what was made to differ between two builds.</summary>
internal sealed class ProofAxisView : View<ProofAxis>
{
    /// <summary>The only instance.</summary>
    public static ProofAxisView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<ProofAxis>> Columns { get; } =
    [
        new("Axis", axis => axis.Axis),
        new("First", axis => axis.First),
        new("Second", axis => axis.Second),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, ProofAxis item)
    {
        json.WriteString("axis", item.Axis);
        json.WriteString("first", item.First);
        json.WriteString("second", item.Second);
        json.WriteBoolean("varied", item.Varied);
    }
}
