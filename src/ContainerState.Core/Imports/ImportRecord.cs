using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContainerState.Imports;

/// <summary>What an import brought: kept in its tree, so that a bill of materials is read and never guessed.</summary>
/// <param name="Kind">How it was imported: the id of an <see cref="ImportKind"/>.</param>
/// <param name="Parameters">What was asked for, by name.</param>
/// <param name="Items">What came, ordered by name.</param>
internal sealed record ImportRecord(string Kind, IReadOnlyDictionary<string, string> Parameters, IReadOnlyList<ImportedItem> Items)
{
    /// <summary>The record's path in an imported tree.</summary>
    public const string Path = Git.TreeMetadata.Folder + "/import.json";

    /// <summary>What maintainer scripts made and the import left out, by path; null when there is nothing of the kind.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LeftOutItem>? LeftOut { get; init; }

    /// <summary>What whoever adds it should know; not part of the record.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What was imported, in a few words.</summary>
    public string Subject() => ImportKind.Of(Kind).Subject(this);

    /// <summary>What was imported, and how much or where of.</summary>
    public string Detail() => ImportKind.Of(Kind).Detail(this);

    /// <summary>The packages, or the archive, that came. The content of Git LFS files is neither.</summary>
    internal IEnumerable<ImportedItem> Packages() =>
        ImportKind.Of(Kind).Kind == DependencyKind.LargeFiles ? [] : Items.Where(item => item is { Name: not null, Version: not null, Architecture: not null, Sha256: not null });

    /// <summary>True when an installer laid the files down, and not people who wrote them.</summary>
    internal bool IsInstalled() => ImportKind.Of(Kind).IsInstalled(this);

    /// <summary>What was asked for, as a record keeps it, ordered by name. What was not said is left out.</summary>
    internal static IReadOnlyDictionary<string, string> ParametersOf(params IEnumerable<(string Name, string? Value)> parameters)
    {
        var said = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                said[name] = value;
            }
        }
        return said;
    }

    /// <summary>The request that it came from; null when it cannot be made again from what the record says.</summary>
    internal DependencyRequest? Request() => ImportKind.Of(Kind).Request(this);

    /// <summary>True when each of these was said.</summary>
    /// <param name="names">The parameters.</param>
    internal bool Says(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Parameter(name).Length == 0)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>What was asked for; empty when that was not said.</summary>
    /// <param name="name">The parameter.</param>
    internal string Parameter(string name) => Parameters.GetValueOrDefault(name, "");

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
