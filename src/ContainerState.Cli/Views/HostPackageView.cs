using System.Text.Json;
using ContainerState.Cli.Output;

namespace ContainerState.Cli.Views;

/// <summary>Shows the name of a package.</summary>
internal sealed class HostPackageView : View<string>
{
    /// <summary>The only instance.</summary>
    public static HostPackageView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<string>> Columns { get; } = [new("Package", package => package)];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, string item) => json.WriteString("package", item);
}
