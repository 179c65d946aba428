using System.Buffers;
using System.Text;
using System.Text.Json;
using ContainerState.Errors;
using ContainerState.Images;

namespace ContainerState.Contents;

/// <summary>In what two definitions of servers differ.</summary>
internal static class SettingChanges
{
    /// <summary>The keys that differ, in order.</summary>
    /// <param name="first">The first definition, as JSON.</param>
    /// <param name="second">The second.</param>
    public static IEnumerable<ServerImageDifference> Between(string first, string second)
    {
        var (before, after) = (Read(first), Read(second));
        return before.Keys.Union(after.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(key => before.GetValueOrDefault(key) != after.GetValueOrDefault(key))
            .Select(key => new ServerImageDifference
            {
                Kind = DifferenceKind.Setting,
                Name = key,
                Change = ServerImageDifference.ChangeOf(before.ContainsKey(key), after.ContainsKey(key)),
                First = before.GetValueOrDefault(key, ""),
                Second = after.GetValueOrDefault(key, ""),
            });
    }

    /// <summary>A definition as keys, such as <c>limits.processes</c>, with their values as JSON. What has its default is not in it.</summary>
    /// <exception cref="UnsafeTreeException">It is none.</exception>
    public static IReadOnlyDictionary<string, string> Read(string json)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(json);
            Add("", document.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The latter of half a character behind an escape.
            throw new UnsafeTreeException(ServerFiles.Where, ImageLayout.DefinitionPath, "it is no definition of a server");
        }
        return keys;

        void Add(string name, JsonElement value)
        {
            if (value.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in value.EnumerateObject())
                {
                    Add(name.Length == 0 ? property.Name : $"{name}.{property.Name}", property.Value);
                }
                return;
            }
            keys[name] = OneLine(value);
        }
    }

    private static string OneLine(JsonElement value)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text))
        {
            value.WriteTo(writer);
        }
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
