using System.Text.Json.Nodes;
using ContainerState.Errors;

namespace ContainerState.Definitions;

/// <summary>A list.</summary>
/// <param name="item">What each item is.</param>
/// <param name="most">How many there may be.</param>
/// <param name="identity">What must not come twice; nothing when null.</param>
internal sealed class ListRule<T>(Rule<T> item, int most = 1000, Func<T, string>? identity = null) : Rule<IReadOnlyList<T>>
{
    public override IReadOnlyList<T> Read(YamlReader at, YamlNode node, string key)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var items = new List<T>();
        foreach (var one in at.ItemsOf(node, key, most))
        {
            var name = $"{key}[{items.Count}]";
            items.Add(item.Read(at, one, name));
            if (identity is not null && !found.Add(identity(items[^1])))
            {
                throw at.Fault(one.Line, name, $"{Quoted.Text(identity(items[^1]))} comes twice", "Keep one of the two.");
            }
        }
        return items;
    }

    public override JsonObject Schema() => new() { ["type"] = "array", ["maxItems"] = most, ["items"] = item.Schema() };

    public override IEnumerable<ReferenceRow> Rows(string key) => item.Rows(key + "[]");
}

/// <summary>A list that stands for a mapping with one key, or the mapping.</summary>
/// <param name="list">The list.</param>
/// <param name="mapping">The mapping.</param>
/// <param name="from">What the list means.</param>
internal sealed class ListOrMappingRule<T>(ListRule<string> list, MappingRule<T> mapping, Func<IReadOnlyList<string>, T> from) : Rule<T>
{
    public override T Read(YamlReader at, YamlNode node, string key) => node is YamlMap ? mapping.Read(at, node, key) : from(list.Read(at, node, key));

    public override JsonObject Schema() => new() { ["oneOf"] = new JsonArray(list.Schema(), mapping.Schema()) };

    public override IEnumerable<ReferenceRow> Rows(string key) => mapping.Rows(key);
}

/// <summary>A program and its arguments.</summary>
internal sealed class ProgramRule(string remedy) : Rule<IReadOnlyList<string>>
{
    private const int Most = 1000;

    public override IReadOnlyList<string> Read(YamlReader at, YamlNode node, string key)
    {
        List<string> words = [.. at.ItemsOf(node, key, Most).Select((item, index) => at.ScalarOf(item, $"{key}[{index}]", "a text"))];
        return words.Count == 0 || StateNames.ServerPathFault(words[0]) is not null
            ? throw at.Fault(node.Line, key, "it does not begin with the absolute path of a program", remedy)
            : words.Exists(word => word.Contains('\0'))
                ? throw at.Fault(node.Line, key, "an argument holds a zero byte", "Take it away.")
                : words;
    }

    public override JsonObject Schema() => new()
    {
        ["type"] = "array",
        ["minItems"] = 1,
        ["maxItems"] = Most,
        ["prefixItems"] = new JsonArray(DefinitionRules.ServerPath.Schema()),
        ["items"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean"), ["pattern"] = "^[^\\u0000]*$" },
    };
}

/// <summary>Names and values that are the user's own, as the environment of a program holds them.</summary>
internal sealed class EnvironmentRule : Rule<IReadOnlyDictionary<string, string>>
{
    public override IReadOnlyDictionary<string, string> Read(YamlReader at, YamlNode node, string key)
    {
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var map = at.MapOf(node, key);
        foreach (var (name, line, value) in map.AllTexts())
        {
            if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                throw map.Fault(line, name, "it cannot be the name of a variable", "Use letters, digits and underscores, not beginning with a digit.");
            }
            if (value.Any(char.IsControl))
            {
                throw map.Fault(line, name, "the value holds a newline or another control character", "Put such a value into a file below rootfs/.");
            }
            result[name] = value;
        }
        return result;
    }

    public override JsonObject Schema() => new()
    {
        ["type"] = "object",
        ["propertyNames"] = new JsonObject { ["pattern"] = "^[A-Za-z_][A-Za-z0-9_]*$" },
        ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean"), ["pattern"] = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$" },
    };
}

/// <summary>A single value that stands for a mapping with one key, or the mapping.</summary>
/// <param name="scalar">The single value.</param>
/// <param name="mapping">The mapping.</param>
/// <param name="from">What the single value means.</param>
internal sealed class ShorthandRule<T>(Rule<string> scalar, MappingRule<T> mapping, Func<string, T> from) : Rule<T>
{
    public override T Read(YamlReader at, YamlNode node, string key) => node is YamlScalar ? from(scalar.Read(at, node, key)) : mapping.Read(at, node, key);

    public override JsonObject Schema() => new() { ["oneOf"] = new JsonArray(scalar.Schema(), mapping.Schema()) };

    public override IEnumerable<ReferenceRow> Rows(string key) => mapping.Rows(key);
}
