using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContainerState.Definitions;

/// <summary>A server's definition as JSON: the form that trees and records hold, and the one that people are shown.</summary>
public static class DefinitionJson
{
    /// <summary>The definition as it stands in trees and records: the same bytes for the same definition.</summary>
    public static string Write(ServerDefinition definition) =>
        JsonSerializer.Serialize(definition, StoredDefinition.Default.ServerDefinition) + "\n";

    /// <summary>The definition that the JSON says; what it leaves out has its default.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    public static ServerDefinition Read(string json) =>
        Require(JsonSerializer.Deserialize(json, StoredDefinition.Default.ServerDefinition));

    /// <summary>Writes the definition for a person or a script: every key, and modes in octal digits.</summary>
    public static void Show(Utf8JsonWriter json, ServerDefinition definition) => JsonSerializer.Serialize(
        json,
        definition with { Limits = definition.Limits with { OpenFiles = definition.Limits.OpenFiles > 0 ? definition.Limits.OpenFiles : ServerLimits.DefaultOpenFiles } },
        ShownDefinition.Default.ServerDefinition);

    /// <summary>A definition out of JSON, once it is known to be whole.</summary>
    /// <remarks>The serializer looks at the nulls of properties alone, and reads a number that is too large as infinity.</remarks>
    /// <exception cref="JsonException">It is not.</exception>
    internal static ServerDefinition Require(ServerDefinition? definition)
    {
        var isWhole = definition is { Name: not null, Init: not null }
            && !definition.Init.Contains(null)
            && !definition.Environment.Values.Contains(null)
            && definition.Writable.All(path => path is { Path: not null } && IsId(path.OwnerId) && IsId(path.GroupId))
            && (definition.User is null || (definition.User is { Name: not null } user && IsId(user.Id) && IsId(user.GroupId) && user.Groups.All(IsId)))
            && definition.Capabilities.All(Capabilities.Addable.Contains)
            && definition.Checks.All(check => check is { Kind: not null } && !check.Command.Contains(null) && double.IsFinite(check.IntervalSeconds) && double.IsFinite(check.TimeoutSeconds))
            && double.IsFinite(definition.Limits.Cpus)
            && (definition.Log is null || definition.Log.Server is not null)
            // An image is made elsewhere, maybe: what it asks for is looked at here, too.
            && definition.Seccomp?.Allow?.All(SystemCalls.Addable.Contains) != false
            && (definition.Seccomp is null || definition.Seccomp.Allow is not null);
        return isWhole ? definition! : throw new JsonException("The definition of the server is not one.");

        static bool IsId(int id) => id is >= 0 and <= DefinitionRules.LastUserId;
    }

    /// <summary>Writes a tmpfs with its mode in octal digits.</summary>
    internal sealed class ShownPath : JsonConverter<WritablePath>
    {
        /// <inheritdoc/>
        public override WritablePath Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, WritablePath value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteString("path", value.Path);
            writer.WriteNumber("sizeBytes", value.SizeBytes);
            writer.WriteString("mode", value.Mode);
            writer.WriteString("owner", value.Owner);
            writer.WriteBoolean("copy", value.Copy);
            writer.WriteEndObject();
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NewLine = "\n", DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ServerDefinition))]
internal sealed partial class StoredDefinition : JsonSerializerContext;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(DefinitionJson.ShownPath)])]
[JsonSerializable(typeof(ServerDefinition))]
internal sealed partial class ShownDefinition : JsonSerializerContext;
