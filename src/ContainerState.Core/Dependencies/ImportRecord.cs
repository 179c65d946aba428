using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContainerState.Dependencies;

/// <summary>What an import brought: kept in its tree, so that a bill of materials is read and never guessed.</summary>
/// <param name="Kind">How it was imported: <see cref="Debian"/>, <see cref="DebianSource"/>, <see cref="Archive"/> or <see cref="LargeFiles"/>.</param>
/// <param name="Parameters">What was asked for, by name.</param>
/// <param name="Items">What came, ordered by name.</param>
public sealed record ImportRecord(string Kind, IReadOnlyDictionary<string, string> Parameters, IReadOnlyList<ImportedItem> Items)
{
    /// <summary>The record's path in an imported tree.</summary>
    public const string Path = Git.TreeMetadata.Folder + "/import.json";

    /// <summary>The kind of Debian packages.</summary>
    public const string Debian = "debian";

    /// <summary>The kind of a Debian source package.</summary>
    public const string DebianSource = "debian-source";

    /// <summary>The kind of an archive.</summary>
    public const string Archive = "archive";

    /// <summary>The kind of what Git LFS keeps for another dependency.</summary>
    public const string LargeFiles = "git-lfs";

    /// <summary>What maintainer scripts made and the import left out, by path; null when there is nothing of the kind.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LeftOutItem>? LeftOut { get; init; }

    /// <summary>What whoever adds it should know; not part of the record.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What was imported, in a few words.</summary>
    public string Subject() => Kind switch
    {
        DebianSource => $"{Parameters.GetValueOrDefault("package")} {Parameters.GetValueOrDefault("version")}",
        Archive => Parameters.GetValueOrDefault("archive", ""),
        LargeFiles => Parameters.GetValueOrDefault("url", ""),
        _ => Parameters.GetValueOrDefault("packages", ""),
    };

    /// <summary>What was imported, and how much or where of.</summary>
    public string Detail() => Kind switch
    {
        DebianSource => $"{Subject()} ({Parameters.GetValueOrDefault("suite")}, source)",
        Archive => $"{Subject()} ({Parameters.GetValueOrDefault("content")})",
        LargeFiles => $"{Subject()} (Git LFS, {Items.Count} files)",
        _ => $"{Subject()} ({Parameters.GetValueOrDefault("suite")}, {(Items.Count == 1 ? "1 package" : $"{Items.Count} packages")}, {Parameters.GetValueOrDefault("variant")})",
    };

    /// <summary>The record as JSON: the same for the same record.</summary>
    public string Write() => JsonSerializer.Serialize(this, ImportRecordJson.Default.ImportRecord) + "\n";

    /// <summary>Reads the JSON; null when it is not such a record.</summary>
    public static ImportRecord? Read(string json)
    {
        try
        {
            // The types say that nothing is null, but a file may leave out anything.
            return JsonSerializer.Deserialize(json, ImportRecordJson.Default.ImportRecord) is { Kind: not null, Parameters: not null, Items: not null } record ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
