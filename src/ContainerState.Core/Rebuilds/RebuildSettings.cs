using System.Text.Json;
using System.Text.Json.Serialization;
using ContainerState.Errors;

namespace ContainerState.Rebuilds;

/// <summary>What a scheduled rebuild does, as the file that its service names: JSON.</summary>
/// <param name="Schedule">When it runs.</param>
/// <param name="Scheduler">What runs it: <c>systemd</c> or <c>cron</c>.</param>
/// <param name="Rebuild">What it does.</param>
internal sealed record RebuildSettings(string Schedule, string Scheduler, RebuildOptions Rebuild)
{
    private const string Remedy = "Register the rebuild again, or mend the file.";

    /// <summary>Reads a file that was written with the service.</summary>
    /// <exception cref="StateFileException">The file says something else, or has a key that this version does not know.</exception>
    /// <exception cref="NotARepositoryException">Its repository is not there.</exception>
    public static async Task<RebuildSettings> ReadAsync(string path, CancellationToken cancel)
    {
        var text = await File.ReadAllTextAsync(path, cancel);
        try
        {
            return JsonSerializer.Deserialize(text, RebuildSettingsJson.Default.RebuildSettings) ?? throw new JsonException("it is null");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            var where = fault as JsonException;
            throw new StateFileException(path, (int)(where?.LineNumber + 1 ?? 0), where?.Path?.TrimStart('$', '.') ?? "", "it is not the settings of a rebuild", Remedy);
        }
    }

    /// <summary>The file's text.</summary>
    public string Text() => JsonSerializer.Serialize(this, RebuildSettingsJson.Default.RebuildSettings) + "\n";
}

/// <summary>The serializer of <see cref="RebuildSettings"/>. An unknown key is an error: a newer version meant something by it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(RebuildSettings))]
internal sealed partial class RebuildSettingsJson : JsonSerializerContext;
