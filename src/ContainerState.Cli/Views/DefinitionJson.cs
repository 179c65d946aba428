using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.StateRepos;

namespace ContainerState.Cli.Views;

/// <summary>Writes what state.yaml says of a server.</summary>
internal static class DefinitionJson
{
    /// <summary>Writes its properties into the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, ServerDefinition definition)
    {
        json.WriteString("name", definition.Name);
        json.WriteStrings("init", definition.Init);
        json.WriteStartObject("environment");
        foreach (var (name, value) in definition.Environment)
        {
            json.WriteString(name, value);
        }
        json.WriteEndObject();
        json.WriteStartArray("writable");
        foreach (var (path, sizeBytes, mode) in definition.Writable)
        {
            json.WriteStartObject();
            json.WriteString("path", path);
            json.WriteNumber("sizeBytes", sizeBytes);
            json.WriteString("mode", Convert.ToString(mode, 8).PadLeft(4, '0'));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("ports");
        foreach (var port in definition.Ports)
        {
            json.WriteNumberValue(port);
        }
        json.WriteEndArray();
        json.WriteStrings("checks", definition.Checks.Select(check => check.Title));
        json.WriteStartObject("limits");
        json.WriteNumber("memoryBytes", definition.Limits.MemoryBytes);
        json.WriteNumber("cpus", definition.Limits.Cpus);
        json.WriteNumber("processes", definition.Limits.Processes);
        json.WriteNumber("openFiles", definition.Limits.OpenFiles > 0 ? definition.Limits.OpenFiles : ServerLimits.DefaultOpenFiles);
        json.WriteNumber("diskReadBytes", definition.Limits.DiskReadBytes);
        json.WriteEndObject();
        json.WriteStrings("seccompAllow", definition.Seccomp?.Allow ?? []);
        json.WriteBoolean("allArchitectures", definition.Seccomp?.AllArchitectures ?? false);
        json.WriteBoolean("noNetlink", definition.Seccomp?.NoNetlink ?? false);
    }
}
