using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Volumes;

namespace ContainerState.Cli.Views;

/// <summary>Shows a volume.</summary>
internal sealed class VolumeView : View<ServerVolume>
{
    /// <summary>The only instance.</summary>
    public static VolumeView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<ServerVolume>> Columns { get; } =
    [
        new("Name", volume => volume.Name),
        new("Size", volume => Plain.Size(volume.SizeBytes), Right: true),
        new("On disk", volume => Plain.Size(volume.DiskBytes), Right: true),
        new("Shared", volume => volume.Damaged ? "damaged" : volume.Shared ? "yes" : ""),
        new("Servers", volume => string.Join(", ", volume.Servers)),
        new("Created", volume => volume.CreatedUtc.ToString("yyyy-MM-dd HH:mm'Z'")),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Column<ServerVolume>> Fields { get; } =
    [
        new("Name", volume => volume.Name),
        new("Size", volume => Plain.Size(volume.SizeBytes)),
        new("On disk", volume => Plain.Size(volume.DiskBytes)),
        new("Owner", volume => volume.Owner),
        new("Shared", volume => volume.Damaged ? "damaged" : volume.Shared ? "yes" : ""),
        new("Servers", volume => string.Join(", ", volume.Servers)),
        new("Path", volume => volume.Path),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, ServerVolume item)
    {
        json.WriteString("name", item.Name);
        json.WriteNumber("sizeBytes", item.SizeBytes);
        json.WriteNumber("diskBytes", item.DiskBytes);
        json.WriteBoolean("shared", item.Shared);
        json.WriteString("owner", item.Owner);
        json.WriteBoolean("damaged", item.Damaged);
        json.WriteString("createdUtc", item.CreatedUtc);
        json.WriteStrings("servers", item.Servers);
        json.WriteString("path", item.Path);
    }
}
