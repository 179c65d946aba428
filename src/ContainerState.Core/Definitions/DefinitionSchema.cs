using System.Text.Json.Nodes;

namespace ContainerState.Definitions;

/// <summary>What a published JSON Schema has around the rules.</summary>
internal static class DefinitionSchema
{
    /// <summary>A whole schema.</summary>
    /// <param name="name">The name in its file's: <c>state</c> for state.schema.json.</param>
    /// <param name="title">The file that it is for.</param>
    /// <param name="description">What that file is.</param>
    /// <param name="rules">What the file may say.</param>
    public static JsonObject Of(string name, string title, string description, JsonObject rules) => new(
    [
        KeyValuePair.Create<string, JsonNode?>("$schema", "https://json-schema.org/draft/2020-12/schema"),
        KeyValuePair.Create<string, JsonNode?>("$id", $"https://containerstate.example/schemas/{name}.schema.json"),
        KeyValuePair.Create<string, JsonNode?>("title", title),
        KeyValuePair.Create<string, JsonNode?>("description", description),
        .. rules.Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())),
    ]);
}
