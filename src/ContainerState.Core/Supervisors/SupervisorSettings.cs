using System.Text.Json;
using System.Text.Json.Serialization;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Platform;

namespace ContainerState.Supervisors;

/// <summary>A supervisor's options as the file that its unit names: JSON, one key for each property.</summary>
public static class SupervisorSettings
{
    private const string Remedy = "Register the supervisor again, or mend the file.";

    /// <summary>Reads a file that was written with the unit.</summary>
    /// <param name="host">The host whose image it names.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="StateFileException">The file says something else, or has a key that this version does not know.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageNotFound"/>: Its image is not in the store.</exception>
    /// <exception cref="NotARepositoryException">Its repository is not there.</exception>
    public static async Task<SupervisorOptions> ReadAsync(Host host, string path, CancellationToken cancel = default)
    {
        var text = await File.ReadAllTextAsync(path, cancel);
        try
        {
            var options = JsonSerializer.Deserialize(text, SupervisorJson.Default.SupervisorOptions) ?? throw new JsonException("it is null");
            return options.ImageId is { } id ? options with { Image = new ImageStore(host).Get(id) } : options;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            var where = fault as JsonException;
            throw new StateFileException(path, (int)(where?.LineNumber + 1 ?? 0), where?.Path?.TrimStart('$', '.') ?? "", "it is not the settings of a supervisor", Remedy);
        }
    }

    /// <summary>The file's text.</summary>
    internal static string Text(SupervisorOptions options) => JsonSerializer.Serialize(options, SupervisorJson.Default.SupervisorOptions) + "\n";
}

/// <summary>The serializer of <see cref="SupervisorOptions"/>. An unknown key is an error: a newer version meant something by it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(SupervisorOptions))]
internal sealed partial class SupervisorJson : JsonSerializerContext;
