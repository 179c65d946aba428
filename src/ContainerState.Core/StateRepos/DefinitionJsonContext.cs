using System.Text.Json.Serialization;

namespace ContainerState.StateRepos;

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NewLine = "\n", DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ServerDefinition))]
internal sealed partial class DefinitionJsonContext : JsonSerializerContext;
