using System.Text.Json;
using System.Text.Json.Serialization;
using ContainerState.Definitions;

namespace ContainerState.Images;

/// <summary>What the store keeps of an image.</summary>
internal sealed record ImageRecord
{
    public const int CurrentFormat = 2;

    // An image was one file, beside its record.
    private const int FormatOfOneFile = 1;

    /// <summary>What <see cref="Objects"/> says of an image that was made of objects whose content was compared with their ids.</summary>
    public const string ObjectsCompared = "compared with their ids";

    public required int Format { get; init; }
    public required string Id { get; init; }
    public required string Commit { get; init; }

    /// <summary>The SHA-256 over the layers; in <see cref="FormatOfOneFile"/> the file's.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The size of all layers together.</summary>
    public required long SizeBytes { get; init; }
    public required DateTime CreatedUtc { get; init; }
    public string? SshServer { get; init; }

    /// <summary>The layers, bottom first; none in <see cref="FormatOfOneFile"/>.</summary>
    public IReadOnlyList<LayerRecord> Layers { get; init; } = [];

    public required ServerDefinition Definition { get; init; }

    /// <summary>How the Git objects were looked at that it was made of; null in the records of versions that did not.</summary>
    public string? Objects { get; init; }

    /// <summary>Reads a record; null when it is of another format.</summary>
    /// <exception cref="JsonException">It is not a record.</exception>
    public static ImageRecord? Read(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("format", out var format) || format.ValueKind != JsonValueKind.Number)
        {
            throw new JsonException("The record of an image is not one.");
        }
        if (!format.TryGetInt32(out var number) || number is not (CurrentFormat or FormatOfOneFile))
        {
            return null;
        }
        var record = root.Deserialize(ImageRecordJson.Default.ImageRecord) ?? throw new JsonException("The record of an image is not one.");
        // Where the file has none, the reader leaves null, whatever the property begins with.
        record = record with { Layers = record.Layers ?? [] };
        // A name, and no path: it comes from a file that somebody may have written.
        var layers = record.Layers;
        if (layers.Any(layer => layer is not { Id: { } id } || !LayerTree.IsName(id)) || (number == CurrentFormat) != (layers.Count > 0))
        {
            throw new JsonException("The record of an image does not name its layers.");
        }
        DefinitionJson.Require(record.Definition);
        return record;
    }
}

/// <summary>A layer of an image.</summary>
/// <param name="Id">Its name in the store.</param>
/// <param name="Sha256">The SHA-256 of its file.</param>
/// <param name="SizeBytes">The size of its file.</param>
/// <param name="Verity">Its fs-verity digest; null where it was written without, and in the records of versions that had none.</param>
internal sealed record LayerRecord(string Id, string Sha256, long SizeBytes, string? Verity = null)
{
    /// <summary>What the record of an image says of a layer.</summary>
    public static LayerRecord Of(ImageLayer layer) => new(layer.Id, layer.Sha256, layer.SizeBytes, layer.Verity);
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NewLine = "\n", RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ImageRecord))]
internal sealed partial class ImageRecordJson : JsonSerializerContext;
