using System.Text.Json.Nodes;

namespace ContainerState.Definitions;

/// <summary>A mapping with known keys: one row for each, which says how it is read and what it means.</summary>
/// <typeparam name="T">A record that each key puts its value into.</typeparam>
/// <param name="start">The record before any key was read: what a key that is left out leaves as it is.</param>
internal sealed class MappingRule<T>(Func<T> start) : Rule<T>
{
    private readonly List<Row> _rows = [];

    /// <summary>What to do where not exactly one of the keys is there; null where any number may be.</summary>
    public string? ExactlyOne { get; init; }

    /// <summary>What to say then.</summary>
    public string ExactlyOneFault { get; init; } = "";

    /// <summary>The rules between keys, and what of the file is kept beside the values.</summary>
    public Func<T, YamlReader, T>? Finish { get; init; }

    /// <summary>Keys that mean nothing without another, for the schema.</summary>
    public IReadOnlyList<(string Key, string Needed)> Dependent { get; init; } = [];

    /// <summary>Adds a key.</summary>
    /// <param name="name">The key.</param>
    /// <param name="rule">What its value may be.</param>
    /// <param name="set">Puts the value into the record.</param>
    /// <param name="description">What it says, in a sentence or two.</param>
    /// <param name="required">What to do when it is missing; null when it may be.</param>
    /// <param name="orElse">The value that means the same as leaving it out; null when no value does.</param>
    /// <param name="absent">The same in words, where no value does.</param>
    /// <param name="example">A value, for editors.</param>
    public MappingRule<T> Key<V>(
        string name, Rule<V> rule, Func<T, V, T> set, string description, string? required = null, JsonNode? orElse = null, string? absent = null, JsonNode? example = null)
    {
        _rows.Add(new(
            name,
            (at, node, into) => set(into, rule.Read(at, node, name)),
            () => Describe(rule.Schema(), description, orElse, example),
            key => [new(key, description, required is not null ? "required" : absent ?? Words(orElse)), .. rule.Rows(key)],
            required));
        return this;
    }

    /// <summary>Adds another's keys.</summary>
    public MappingRule<T> Keys(MappingRule<T> other)
    {
        _rows.AddRange(other._rows);
        return this;
    }

    public override T Read(YamlReader at, YamlNode node, string key) => Read(at.MapOf(node, key));

    /// <summary>Reads a mapping.</summary>
    public T Read(YamlReader map)
    {
        if (ExactlyOne is not null && _rows.Count(row => map.Has(row.Name)) != 1)
        {
            map.Done();
            throw map.Fault(map.Line, "", ExactlyOneFault, ExactlyOne);
        }
        var result = start();
        foreach (var row in _rows)
        {
            if (map.Take(row.Name) is { } node)
            {
                result = row.Read(map, node, result);
            }
            else if (row.Required is not null)
            {
                throw map.Fault(row.Name, "the key is missing", row.Required);
            }
        }
        map.Done();
        return Finish is null ? result : Finish(result, map);
    }

    public override JsonObject Schema()
    {
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = false };
        if (ExactlyOne is not null)
        {
            schema["minProperties"] = 1;
            schema["maxProperties"] = 1;
        }
        if (_rows.Exists(row => row.Required is not null))
        {
            schema["required"] = new JsonArray([.. _rows.Where(row => row.Required is not null).Select(row => (JsonNode)row.Name)]);
        }
        schema["properties"] = new JsonObject(_rows.Select(row => KeyValuePair.Create(row.Name, (JsonNode?)row.Schema())));
        if (Dependent.Count > 0)
        {
            schema["dependentRequired"] = new JsonObject(Dependent.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)new JsonArray(pair.Needed))));
        }
        return schema;
    }

    public override IEnumerable<ReferenceRow> Rows(string key) => _rows.SelectMany(row => row.Rows(key.Length == 0 ? row.Name : $"{key}.{row.Name}"));

    private static JsonObject Describe(JsonObject schema, string description, JsonNode? orElse, JsonNode? example)
    {
        schema.Insert(0, "description", description);
        if (orElse is not null)
        {
            schema["default"] = orElse.DeepClone();
        }
        if (example is not null)
        {
            schema["examples"] = new JsonArray(example.DeepClone());
        }
        return schema;
    }

    private static string Words(JsonNode? value) => value switch
    {
        null or JsonArray { Count: 0 } or JsonObject { Count: 0 } => "none",
        JsonValue when value.ToString() is { Length: > 0 } text => $"`{text}`",
        _ => "none",
    };

    private sealed record Row(
        string Name, Func<YamlReader, YamlNode, T, T> Read, Func<JsonObject> Schema, Func<string, IEnumerable<ReferenceRow>> Rows, string? Required);
}
