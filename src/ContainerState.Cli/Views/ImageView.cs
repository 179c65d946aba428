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
        new("Path", image => image.Path),
        new("Took", image => $"{Plain.Duration(image.DurationSeconds)}{(image.Cached ? ", nothing changed" : "")}"),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, ServerImage item)
    {
        json.WriteString("id", item.Id);
        json.WriteString("name", item.Name);
        json.WriteString("commit", item.Commit);
        json.WriteString("sha256", item.Sha256);
        json.WriteString("path", item.Path);
        json.WriteNumber("sizeBytes", item.SizeBytes);
        json.WriteString("createdUtc", item.CreatedUtc);
        json.WriteBoolean("cached", item.Cached);
        json.WriteNumber("durationSeconds", item.DurationSeconds);
        json.WritePropertyName("definition");
        DefinitionJson.Show(json, item.Definition);
    }
}
