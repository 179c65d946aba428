using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Reports.Inventories;

namespace ContainerState.Cli.Views;

/// <summary>Shows where an inventory was written.</summary>
internal sealed class InventoryView : View<(StateInventory Inventory, string Format, string File)>
{
    /// <summary>The only instance.</summary>
    public static InventoryView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<(StateInventory Inventory, string Format, string File)>> Columns { get; } =
        [new("Name", item => item.Inventory.Name), new("Commit", item => item.Inventory.Commit), new("File", item => item.File)];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, (StateInventory Inventory, string Format, string File) item)
    {
        json.WriteString("name", item.Inventory.Name);
        json.WriteString("commit", item.Inventory.Commit);
        json.WriteString("format", item.Format);
        json.WriteString("file", item.File);
    }
}
