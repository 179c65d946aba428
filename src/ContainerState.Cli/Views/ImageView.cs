using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Definitions;
using ContainerState.Images;

namespace ContainerState.Cli.Views;

/// <summary>Shows an image.</summary>
internal sealed class ImageView : View<ServerImage>
{
    /// <summary>The only instance.</summary>
    public static ImageView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<ServerImage>> Columns { get; } =
    [
        new("Image", image => Plain.ShortId(image.Id)),
        new("Name", image => image.Name),
        new("Commit", image => Plain.ShortId(image.Commit)),
        new("Size", image => Plain.Size(image.SizeBytes), Right: true),
        new("Own", image => image.OwnBytes is { } own ? Plain.Size(own) : "", Right: true),
        new("Created", image => image.CreatedUtc.ToString("yyyy-MM-dd HH:mm'Z'")),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Column<ServerImage>> Fields { get; } =
    [
        new("Image", image => image.Id),
        new("Name", image => image.Name),
        new("Commit", image => image.Commit),
        new("Size", image => Plain.Size(image.SizeBytes)),
        new("SHA-256", image => image.Sha256),
        new("Layers", image => string.Join(", ", image.Layers.Select(layer => $"{Plain.ShortId(layer.Id)} {Plain.Size(layer.SizeBytes)}"))),
        new("Took", image => $"{Plain.Duration(image.DurationSeconds)}{(image.Cached ? ", nothing changed" : "")}"),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, ServerImage item)
    {
        json.WriteString("id", item.Id);
        json.WriteString("name", item.Name);
        json.WriteString("commit", item.Commit);
        json.WriteString("sha256", item.Sha256);
        json.WriteNumber("sizeBytes", item.SizeBytes);
        if (item.OwnBytes is { } own)
        {
            json.WriteNumber("ownBytes", own);
        }
        json.WriteStartArray("layers");
        foreach (var layer in item.Layers)
        {
            json.WriteStartObject();
            json.WriteString("id", layer.Id);
            json.WriteString("path", layer.Path);
            json.WriteString("sha256", layer.Sha256);
            json.WriteNumber("sizeBytes", layer.SizeBytes);
            if (layer.Verity is { } verity)
            {
                json.WriteString("verity", verity);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("createdUtc", item.CreatedUtc);
        json.WriteBoolean("cached", item.Cached);
        json.WriteNumber("durationSeconds", item.DurationSeconds);
        json.WritePropertyName("definition");
        DefinitionJson.Show(json, item.Definition);
    }
}
