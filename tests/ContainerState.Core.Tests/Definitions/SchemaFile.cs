using System.Text.Json;
using ContainerState.Core.Tests.Support;

namespace ContainerState.Core.Tests.Definitions;

/// <summary>One of the published schemas.</summary>
internal sealed class SchemaFile
{
    private readonly JsonElement _root;

    public SchemaFile(string name) => _root = JsonDocument.Parse(File.ReadAllText(Path.Combine(SourceText.Docs, name))).RootElement;

    public JsonElement Root => _root;

    /// <summary>What a path such as <c>checks/0/http/port</c> is described by.</summary>
    public IReadOnlyList<JsonElement> At(string path)
    {
        List<JsonElement> found = [_root];
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            found = [.. found.SelectMany(schema => Step(schema, part))];
        }
        return [.. found.SelectMany(Resolve)];
    }

    /// <summary>A keyword of what is at a path; the nearest to the path where several say it.</summary>
    public JsonElement? Keyword(string path, string keyword)
    {
        foreach (var schema in At(path))
        {
            if (schema.TryGetProperty(keyword, out var value))
            {
                return value;
            }
        }
        return null;
    }

    public IEnumerable<string> Properties(string path) =>
        At(path).Where(schema => schema.TryGetProperty("properties", out _)).SelectMany(schema => schema.GetProperty("properties").EnumerateObject()).Select(property => property.Name);

    public IEnumerable<string> Required(string path) =>
        At(path).Where(schema => schema.TryGetProperty("required", out _)).SelectMany(schema => schema.GetProperty("required").EnumerateArray()).Select(name => name.GetString()!);

    private IEnumerable<JsonElement> Step(JsonElement schema, string part)
    {
        foreach (var one in Resolve(schema))
        {
            if (one.TryGetProperty("properties", out var properties) && properties.TryGetProperty(part, out var property))
            {
                yield return property;
            }
            else if (part == "0" && one.TryGetProperty("items", out var items))
            {
                yield return items;
            }
        }
    }

    private IEnumerable<JsonElement> Resolve(JsonElement schema)
    {
        yield return schema;
        if (schema.TryGetProperty("$ref", out var reference))
        {
            var target = _root.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..]);
            foreach (var one in Resolve(target))
            {
                yield return one;
            }
        }
        if (schema.TryGetProperty("oneOf", out var choices))
        {
            foreach (var one in choices.EnumerateArray().SelectMany(Resolve))
            {
                yield return one;
            }
        }
    }
}
