using System.Text.Json;
using System.Text.Json.Serialization;
using ContainerState.Definitions;

namespace ContainerState.Volumes;

/// <summary>What is written down of a volume, beside its data.</summary>
/// <param name="Format">The version of this format.</param>
/// <param name="Name">Its name.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="Shared">True when it is for several servers at the same time.</param>
/// <param name="Owner">Whom it is given to; empty for the first server's user.</param>
/// <param name="CreatedUtc">When it was made.</param>
internal sealed record VolumeRecord(int Format, string Name, long SizeBytes, bool Shared, string Owner, DateTime CreatedUtc)
{
    /// <summary>The version of this format.</summary>
    public const int CurrentFormat = 1;

    /// <summary>As it is written.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, VolumeRecordJson.Default.VolumeRecord);

    /// <summary>Reads what was written for this name; null when it is damaged, or of another format.</summary>
    public static VolumeRecord? Parse(string json, string name)
    {
        try
        {
            return JsonSerializer.Deserialize(json, VolumeRecordJson.Default.VolumeRecord) is { Format: CurrentFormat, Owner: { } owner } record
                && record.Name == name && (owner.Length == 0 || DefinitionRules.IsUser(owner)) ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Generated, since reflection would cost a command line more than the reading itself.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(VolumeRecord))]
internal sealed partial class VolumeRecordJson : JsonSerializerContext;
