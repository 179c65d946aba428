using System.Text.Json.Serialization;

namespace ContainerState.Reports.States;

/// <summary>The serializer of reports.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StateRepoReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
