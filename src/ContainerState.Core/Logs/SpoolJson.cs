using System.Text.Json.Serialization;

namespace ContainerState.Logs;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(SpoolWriter))]
internal sealed partial class SpoolJson : JsonSerializerContext;
