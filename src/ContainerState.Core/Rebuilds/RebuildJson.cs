using System.Text.Json.Serialization;

namespace ContainerState.Rebuilds;

/// <summary>The serializer of reports. An unknown key is passed over: the history may be that of a newer version.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RebuildReport))]
internal sealed partial class RebuildJson : JsonSerializerContext;
