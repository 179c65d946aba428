using System.Text.Json;

namespace ContainerState.Cli.Output;

/// <summary>Values that JSON has no type for, written the same way everywhere.</summary>
internal static class JsonExtensions
{
    /// <summary>A duration in seconds, to the tenth of a millisecond.</summary>
    public static void WriteSeconds(this Utf8JsonWriter json, string name, TimeSpan duration) =>
        json.WriteNumber(name, Math.Round(duration.TotalSeconds, 4));

    /// <summary>An array of texts.</summary>
    public static void WriteStrings(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }
        json.WriteEndArray();
    }
}
