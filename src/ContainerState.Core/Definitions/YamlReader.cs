using ContainerState.Errors;

namespace ContainerState.Definitions;

/// <summary>Takes values out of a mapping, each once and of one type, and refuses what was not asked for.</summary>
internal sealed class YamlReader(string file, YamlMap map, string prefix = "")
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public int Line => map.Line;

    /// <summary>The line of a key, or of the mapping where it has no such key.</summary>
    public int LineOf(string key) => map.Items.Find(item => item.Key == key) is { Line: > 0 } found ? found.Line : map.Line;

    public bool Has(string key) => Take(key) is not null;

    public string? Text(string key) => Take(key) is { } node ? ScalarOf(node, key, "a text") : null;

    public string RequireText(string key, string remedy) =>
        Text(key) ?? throw Fault(map.Line, key, "the key is missing", remedy);

    public YamlReader MapOf(YamlNode node, string key) => node is YamlMap inner
        ? new YamlReader(file, inner, Full(key) + ".")
        : throw Fault(node.Line, key, $"{node.Kind} stands where a mapping belongs", "Write 'key: value' lines below it.");

    /// <summary>All keys and values, for a mapping whose keys are the user's own.</summary>
    public IEnumerable<(string Key, int Line, string Value)> AllTexts()
    {
        foreach (var (key, line, value) in map.Items)
        {
            _known.Add(key);
            yield return (key, line, ScalarOf(value, key, "a text"));
        }
    }

    /// <summary>Refuses keys that nobody asked for.</summary>
    public void Done()
    {
        foreach (var (key, line, _) in map.Items)
        {
            if (!_known.Contains(key))
            {
                var near = _known.Where(known => Distance(known, key) <= 2).Order(StringComparer.Ordinal).FirstOrDefault();
                throw Fault(line, key, "the key is not known", near is null ? $"Known here: {string.Join(", ", _known.Order(StringComparer.Ordinal))}." : $"Did you mean {near}?");
            }
        }
    }

    public StateFileException Fault(int line, string key, string detail, string remedy) => new(file, line, Full(key), detail, remedy);

    public StateFileException Fault(string key, string detail, string remedy) => Fault(LineOf(key), key, detail, remedy);

    private string Full(string key) => Quoted.Text(key.Length == 0 ? prefix.TrimEnd('.') : prefix + key)[1..^1];

    /// <summary>The value of a key, which is known from here on; null when it is absent or says nothing.</summary>
    public YamlNode? Take(string key)
    {
        _known.Add(key);
        var node = map.Items.Find(item => item.Key == key).Value;
        return node is YamlScalar { IsNull: true } ? null : node;
    }

    /// <summary>The items of a list.</summary>
    public List<YamlNode> ItemsOf(YamlNode node, string key, int most) => node switch
    {
        YamlList list when list.Items.Count <= most => list.Items,
        YamlList => throw Fault(node.Line, key, $"the list has more than {most} items", "Take items away."),
        _ => throw Fault(node.Line, key, $"{node.Kind} stands where a list belongs", "Write it as [a, b], or one '- item' on each line."),
    };

    /// <summary>The text of a single value.</summary>
    public string ScalarOf(YamlNode node, string key, string wanted) => node is YamlScalar scalar && !scalar.IsNull
        ? scalar.Value
        : throw Fault(node.Line, key, $"{node.Kind} stands where {wanted} belongs", $"Write {wanted}.");

    // Levenshtein's distance, enough for a typing mistake.
    private static int Distance(string a, string b)
    {
        if (b.Length > 60)
        {
            return int.MaxValue;
        }
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var corner = row[0]++;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), corner + (a[i - 1] == b[j - 1] ? 0 : 1));
                corner = above;
            }
        }
        return row[^1];
    }
}
