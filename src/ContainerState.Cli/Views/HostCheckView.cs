using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Hosts;

namespace ContainerState.Cli.Views;

/// <summary>Shows one host check; its remedy is a sentence, too wide for a column of a terminal.</summary>
internal sealed class HostCheckView : View<HostCheck>
{
    /// <summary>The only instance.</summary>
    public static HostCheckView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<HostCheck>> Columns { get; } =
    [
        new("Area", check => check.Area),
        new("Name", check => check.Name),
        new("Passed", check => check.Passed ? "yes" : "no", check => check.Passed ? Tone.Good : Tone.Bad),
        new("Found", check => check.Found),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, HostCheck item)
    {
        json.WriteString("name", item.Name);
        json.WriteString("area", item.Area);
        json.WriteBoolean("passed", item.Passed);
        json.WriteString("found", item.Found);
        json.WriteString("remedy", item.Remedy);
    }
}
