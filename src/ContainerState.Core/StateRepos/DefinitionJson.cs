using System.Text.Json;

namespace ContainerState.StateRepos;

/// <summary>A server's definition as JSON, as it stands in trees and records: the same for the same definition.</summary>
public static class DefinitionJson
{
    /// <summary>The definition as JSON.</summary>
    public static string Write(ServerDefinition definition) =>
        JsonSerializer.Serialize(definition, DefinitionJsonContext.Default.ServerDefinition) + "\n";

    /// <summary>The definition that the JSON says.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    public static ServerDefinition Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return DefinitionReader.Read(document.RootElement);
    }
}
