using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Proofs;

namespace ContainerState.Cli.Views;

/// <summary>Shows what differs between two builds.</summary>
internal sealed class TreeDifferenceView : View<TreeDifference>
{
    /// <summary>The only instance.</summary>
    public static TreeDifferenceView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<TreeDifference>> Columns { get; } =
    [
        new("Path", difference => difference.Path.Length == 0 ? "(image)" : difference.Path),
        new("Component", difference => difference.Component),
        new("Differs", difference => difference.What, _ => Tone.Bad),
        new("First", difference => difference.First),
        new("Second", difference => difference.Second),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, TreeDifference item)
    {
        json.WriteString("path", item.Path);
        json.WriteString("component", item.Component);
        json.WriteString("what", item.What);
        json.WriteString("first", item.First);
        json.WriteString("second", item.Second);
        json.WriteString("diffoscope", item.Diffoscope);
    }
}
