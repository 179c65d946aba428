using System.Text.Json;
using System.Text.Json.Serialization;
using ContainerState.Definitions;

namespace ContainerState.Images;

/// <summary>What the store keeps beside an image's file.</summary>
internal sealed record ImageRecord
{
    public const int CurrentFormat = 1;

    /// <summary>What <see cref="Objects"/> says of an image that was made of objects whose content was compared with their ids.</summary>
    public const string ObjectsCompared = "compared with their ids";

    public required int Format { get; init; }
    public required string Id { get; init; }
    public required string Commit { get; init; }
    public required string Sha256 { get; init; }
    public required long SizeBytes { get; init; }
    public required DateTime CreatedUtc { get; init; }
    public string? SshServer { get; init; }
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
        if (!format.TryGetInt32(out var number) || number != CurrentFormat)
        {
            return null;
        }
        var record = root.Deserialize(ImageRecordJson.Default.ImageRecord) ?? throw new JsonException("The record of an image is not one.");
        DefinitionJson.Require(record.Definition);
        return record;
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NewLine = "\n", RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ImageRecord))]
internal sealed partial class ImageRecordJson : JsonSerializerContext;
