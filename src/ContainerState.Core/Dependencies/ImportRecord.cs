using System.Text.Json;

namespace ContainerState.Dependencies;

/// <summary>What an import brought: kept in its tree, so that a bill of materials is read and never guessed.</summary>
/// <param name="Kind">How it was imported: <c>debian</c>.</param>
/// <param name="Parameters">What was asked for, by name.</param>
/// <param name="Items">What came, ordered by name.</param>
public sealed record ImportRecord(string Kind, IReadOnlyDictionary<string, string> Parameters, IReadOnlyList<ImportedItem> Items)
{
    /// <summary>The record's path in an imported tree.</summary>
    public const string Path = Git.TreeMetadata.Folder + "/import.json";

    /// <summary>The record as JSON: the same for the same record.</summary>
    public string Write() => JsonSerializer.Serialize(this, ImportRecordJson.Default.ImportRecord) + "\n";

    /// <summary>Reads the JSON; null when it is not such a record.</summary>
    public static ImportRecord? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ImportRecordJson.Default.ImportRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
