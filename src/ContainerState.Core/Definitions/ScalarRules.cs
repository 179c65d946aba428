using System.Globalization;
using System.Text.Json.Nodes;
using ContainerState.Errors;

namespace ContainerState.Definitions;

/// <summary>A text.</summary>
/// <param name="fault">Why a text is refused; null when it is not.</param>
/// <param name="remedy">What to write.</param>
/// <param name="schema">The same as keywords of a schema.</param>
internal sealed class TextRule(Func<string, string?> fault, string remedy, Func<JsonObject> schema) : Rule<string>
{
    /// <summary>Any text.</summary>
    public static TextRule Any { get; } = new(_ => null, "", () => new() { ["type"] = "string" });

    public override string Read(YamlReader at, YamlNode node, string key)
    {
        var text = at.ScalarOf(node, key, "a text");
        return fault(text) is { } found ? throw at.Fault(node.Line, key, found, remedy) : text;
    }

    public override JsonObject Schema() => schema();
}

/// <summary>A whole number.</summary>
internal sealed class IntegerRule(int least, int most) : Rule<int>
{
    public override int Read(YamlReader at, YamlNode node, string key)
    {
        var text = at.ScalarOf(node, key, "a whole number");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw at.Fault(node.Line, key, $"{Quoted.Text(text)} is not a whole number from {least} to {most}", "Write such a number.");
    }

    public override JsonObject Schema() => new() { ["type"] = "integer", ["minimum"] = least, ["maximum"] = most };
}

/// <summary>True or false.</summary>
internal sealed class TruthRule : Rule<bool>
{
    public override bool Read(YamlReader at, YamlNode node, string key) => at.ScalarOf(node, key, "true or false") switch
    {
        "true" => true,
        "false" => false,
        var text => throw at.Fault(node.Line, key, $"{Quoted.Text(text)} is neither true nor false", "Write true or false."),
    };

    public override JsonObject Schema() => new() { ["type"] = "boolean" };
}

/// <summary>A number, with a decimal point or without.</summary>
internal sealed class NumberRule(double least, double most) : Rule<double>
{
    public override double Read(YamlReader at, YamlNode node, string key)
    {
        var text = at.ScalarOf(node, key, "a number");
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw at.Fault(node.Line, key, $"{Quoted.Text(text)} is not a number from {least} to {most}", "Write such a number.");
    }

    public override JsonObject Schema() => new() { ["type"] = "number", ["minimum"] = least, ["maximum"] = most };
}

/// <summary>A size in bytes: a number, or a number with KiB, MiB or GiB.</summary>
internal sealed class SizeRule(long least = 1, long most = 1L << 50) : Rule<long>
{
    private static readonly (string Name, int Shift)[] Units = [("GiB", 30), ("MiB", 20), ("KiB", 10)];

    /// <summary>A size as people write it: 268435456 is 256MiB.</summary>
    public static string Text(long bytes) =>
        Array.Find(Units, unit => bytes > 0 && bytes % (1L << unit.Shift) == 0) is { Name: not null } found ? $"{bytes >> found.Shift}{found.Name}" : $"{bytes}";

    /// <summary>A size that people write; null when a text is something else.</summary>
    public static long? Parse(string text)
    {
        var unit = Array.Find(Units, unit => text.EndsWith(unit.Name, StringComparison.Ordinal));
        var digits = unit.Shift == 0 ? text : text[..^3].TrimEnd();
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 && value <= (1L << 50) >> unit.Shift ? value << unit.Shift : null;
    }

    public override long Read(YamlReader at, YamlNode node, string key)
    {
        var text = at.ScalarOf(node, key, "a size");
        var value = Parse(text) ?? throw at.Fault(node.Line, key, $"{Quoted.Text(text)} is not a size", "Write bytes, or a whole number with KiB, MiB or GiB, such as 256MiB.");
        return value >= least && value <= most
            ? value
            : throw at.Fault(node.Line, key, $"it is smaller than {Text(least)} or larger than {Text(most)}", $"Write {Text(least)} to {Text(most)}.");
    }

    public override JsonObject Schema() => new()
    {
        ["type"] = new JsonArray("string", "integer"),
        ["minimum"] = 1,
        ["pattern"] = "^[0-9]+ *(KiB|MiB|GiB)?$",
    };
}

/// <summary>One of a few words.</summary>
internal sealed class ChoiceRule(IReadOnlyList<string> choices, string remedy, Func<string, string>? fault = null) : Rule<string>
{
    public override string Read(YamlReader at, YamlNode node, string key)
    {
        var text = at.ScalarOf(node, key, "a text");
        return choices.Contains(text, StringComparer.Ordinal) ? text : throw at.Fault(node.Line, key, fault?.Invoke(text) ?? $"{Quoted.Text(text)} is none", remedy);
    }

    public override JsonObject Schema() => new() { ["enum"] = new JsonArray([.. choices.Select(choice => (JsonNode)choice)]) };
}

/// <summary>The permission bits of a file, in octal digits.</summary>
internal sealed class ModeRule : Rule<int>
{
    public override int Read(YamlReader at, YamlNode node, string key)
    {
        var text = at.ScalarOf(node, key, "a text");
        return Parse(text) ?? throw at.Fault(node.Line, key, $"{Quoted.Text(text)} is not a mode", "Write octal digits, such as '0755'.");
    }

    /// <summary>Permission bits, of three or four octal digits; null when a text is something else.</summary>
    public static int? Parse(string text) => text.Length is 3 or 4 && text.All(c => c is >= '0' and <= '7') ? Convert.ToInt32(text, 8) : null;

    // Without quotes it is a number to a reader of YAML.
    public override JsonObject Schema() => new() { ["type"] = new JsonArray("string", "integer"), ["pattern"] = "^[0-7]{3,4}$" };
}
