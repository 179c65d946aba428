using System.Text.RegularExpressions;
using ContainerState.Errors;
using ContainerState.StateRepos;

namespace ContainerState.Core.Tests.StateRepos;

public sealed class SchemaTests
{
    // How a mapping at each place is written, so that one more key can be put into it.
    private static readonly Dictionary<string, string> States = new(StringComparer.Ordinal)
    {
        [""] = "{name: a, init: [/i]%}",
        ["writable/0"] = "{name: a, init: [/i], writable: [{path: /run%}]}",
        ["checks/0"] = "{name: a, init: [/i], checks: [{tcp: {port: 1}%}]}",
        ["checks/0/http"] = "{name: a, init: [/i], checks: [{http: {port: 1%}}]}",
        ["checks/0/tcp"] = "{name: a, init: [/i], checks: [{tcp: {port: 1%}}]}",
        ["checks/0/exec"] = "{name: a, init: [/i], checks: [{exec: {command: [/i]%}}]}",
        ["limits"] = "{name: a, init: [/i], limits: {cpus: 1%}}",
        ["seccomp"] = "{name: a, init: [/i], seccomp: {allow: [bpf]%}}",
        ["log"] = "{name: a, init: [/i], log: {server: \"relp://a\"%}}",
    };

    private static readonly SchemaFile State = new("state.schema.json");

    private static readonly SchemaFile Component = new("component.schema.json");

    public static TheoryData<string> Places => [.. States.Keys];

    public static TheoryData<string, string> Values
    {
        get
        {
            var values = new TheoryData<string, string>();
            foreach (var place in States.Keys)
            {
                foreach (var property in State.Properties(place))
                {
                    values.Add(place, property);
                }
            }
            return values;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void The_schema_of_state_has_the_keys_that_the_parser_knows(string place)
    {
        var error = Assert.Throws<StateFileException>(() => ParseState(place, ", zzzzzzzzzzzz: 1"));
        Assert.Equal(Known(error), State.Properties(place).Order(StringComparer.Ordinal));
        Assert.False(State.Keyword(place, "additionalProperties")!.Value.GetBoolean());
    }

    [Fact]
    public void The_schema_of_a_component_has_the_keys_that_the_parser_knows()
    {
        var error = Assert.Throws<StateFileException>(() => ComponentFile.Parse("x", "{source: a, zzzzzzzzzzzz: 1}"));
        Assert.Equal(Known(error), Component.Properties("").Order(StringComparer.Ordinal));
        Assert.False(Component.Root.GetProperty("additionalProperties").GetBoolean());
    }

    [Fact]
    public void Every_mapping_of_the_schema_of_state_is_compared() =>
        Assert.Equal(["", "checks/0", "checks/0/exec", "checks/0/http", "checks/0/tcp", "limits", "log", "seccomp", "writable/0"], Mappings("").Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("", "name init", "{init: [/i]}", "{name: a}")]
    [InlineData("writable/0", "path", "{name: a, init: [/i], writable: [{size: 1MiB}]}")]
    [InlineData("checks/0", "")]
    [InlineData("checks/0/http", "port", "{name: a, init: [/i], checks: [{http: {path: /}}]}")]
    [InlineData("checks/0/tcp", "port", "{name: a, init: [/i], checks: [{tcp: {attempts: 1}}]}")]
    [InlineData("checks/0/exec", "command", "{name: a, init: [/i], checks: [{exec: {exitCode: 0}}]}")]
    [InlineData("limits", "")]
    [InlineData("seccomp", "")]
    [InlineData("log", "server", "{name: a, init: [/i], log: {spool: 1MiB}}")]
    public void What_the_schema_requires_the_parser_misses(string place, string required, params string[] without)
    {
        Assert.NotNull(ParseState(place, ""));
        Assert.Equal(required, string.Join(' ', State.Required(place)));
        Assert.Equal(required.Split(' ', StringSplitOptions.RemoveEmptyEntries), without.Select(text =>
            Assert.Throws<StateFileException>(() => StateFile.Parse(text)).Key.Split('.')[^1]));
    }

    [Fact]
    public void A_component_requires_its_source() => Assert.Equal(["source"], Component.Required(""));

    [Theory]
    [MemberData(nameof(Values))]
    public void Every_key_is_described(string place, string property) =>
        Assert.NotEmpty(State.Keyword($"{place}/{property}", "description")!.Value.GetString()!);

    [Fact]
    public void Every_key_of_a_component_is_described() =>
        Assert.All(Component.Properties(""), key => Assert.NotEmpty(Component.Keyword(key, "description")!.Value.GetString()!));

    [Theory]
    [MemberData(nameof(Values))]
    public void A_default_of_the_schema_is_what_the_parser_takes(string place, string property)
    {
        if (State.Keyword($"{place}/{property}", "default") is not { } value)
        {
            return;
        }
        Assert.Equal(DefinitionJson.Write(ParseState(place, "")), DefinitionJson.Write(ParseState(place, $", {property}: {value.GetRawText()}")));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void The_ends_of_a_range_are_those_of_the_parser(string place, string property)
    {
        if (place == "checks/0" || State.Keyword($"{place}/{property}", "maximum") is not { } maximum || property is "port" or "cpus")
        {
            return;
        }
        var minimum = State.Keyword($"{place}/{property}", "minimum")!.Value;
        Assert.NotNull(ParseState(place, $", {property}: {minimum.GetRawText()}"));
        Assert.NotNull(ParseState(place, $", {property}: {maximum.GetRawText()}"));
        var below = (minimum.GetDecimal() - 0.01m).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Throws<StateFileException>(() => ParseState(place, $", {property}: {(minimum.GetRawText().Contains('.') ? below : minimum.GetInt32() - 1)}"));
        Assert.Throws<StateFileException>(() => ParseState(place, $", {property}: {maximum.GetInt32() + 1}"));
    }

    [Theory]
    [InlineData("name", "name: {0}\ninit: [/i]", new[] { "a", "a-1", "a--b", "A", "-a", "a-", "1a", "a_b", "a b", "é" })]
    [InlineData("writable/0", "name: a\ninit: [/i]\nwritable: ['{0}']", new[] { "/run", "/a/b", "/a..b", "/...", "/dev/shm", "/procs", "/", "/proc", "/proc/x", "/sys", "/sys/x", "/dev", "/a/", "//a", "/a/..", "/../a", "/./a", "a", "/a b" })]
    [InlineData("checks/0/http/path", "name: a\ninit: [/i]\nchecks: [{{http: {{port: 1, path: '{0}'}}}}]", new[] { "/", "/a?b=c#d", "//", "a", "/a b", "" })]
    [InlineData("writable/0/mode", "name: a\ninit: [/i]\nwritable: [{{path: /run, mode: '{0}'}}]", new[] { "755", "0755", "1777", "0", "77777", "0999", "u+x", "-755" })]
    [InlineData("limits/memory", "name: a\ninit: [/i]\nlimits: {{memory: '{0}'}}", new[] { "1", "64MiB", "64 MiB", "1GiB", "MiB", "1.5GiB", "64MB", "64Mib", "-1", "1TiB" })]
    public void A_pattern_of_the_schema_of_state_takes_what_the_parser_takes(string place, string text, string[] values) =>
        Agree(values, State.Keyword(place, "pattern")!.Value.GetString()!, value => StateFile.Parse(string.Format(System.Globalization.CultureInfo.InvariantCulture, text, value)));

    [Theory]
    [InlineData("source", "source: '{0}'", new[] { "a", "deps/hello", "a b", "...", "..a/b..", "/a", "a/", "a//b", ".", "..", "a/..", "../a", "a/./b", "a\\b", "" })]
    [InlineData("to", "source: a\nto: '{0}'", new[] { "/", "/a", "/a b", "/a/b", "", "a", "/a/", "//", "/..", "/a/.." })]
    [InlineData("keep/0", "source: a\nkeep: ['{0}']", new[] { "a", "**", "usr/bin/**", "*.so*", ".a", "..a", "", "/a", "a/", "a//b", ".", "..", "a/..", "../a", "a/./b" })]
    [InlineData("overrides/0", "source: a\noverrides: ['{0}']", new[] { "a", "A.b_c-1", "1", "a..b", "-a", ".a", "a.", "a.lock", "a.yaml", "a.YAML", "a/b", "" })]
    public void A_pattern_of_the_schema_of_a_component_takes_what_the_parser_takes(string place, string text, string[] values) =>
        Agree(values, Component.Keyword(place, "pattern")!.Value.GetString()!, value => ComponentFile.Parse("x", string.Format(System.Globalization.CultureInfo.InvariantCulture, text, value)));

    private static void Agree(string[] values, string pattern, Action<string> parse)
    {
        var answers = values.Select(value => (value, Schema: Regex.IsMatch(value, pattern, RegexOptions.ECMAScript | RegexOptions.None, TimeSpan.FromSeconds(5)), Parser: Takes(() => parse(value)))).ToList();
        Assert.All(answers, answer => Assert.Equal(answer.Schema, answer.Parser));
        Assert.Contains(answers, answer => answer.Schema);
        Assert.Contains(answers, answer => !answer.Schema);
    }

    private static bool Takes(Action parse)
    {
        try
        {
            parse();
            return true;
        }
        catch (StateFileException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Mappings(string place)
    {
        var properties = State.Properties(place).ToList();
        var below = properties.Select(property => $"{place}/{property}").Append(place + "/0").Where(next => State.At(next.Trim('/')).Count > 0);
        return (properties.Count > 0 ? [place.Trim('/')] : Enumerable.Empty<string>()).Concat(below.SelectMany(Mappings));
    }

    private static ServerDefinition ParseState(string place, string more) => StateFile.Parse(States[place].Replace("%", more, StringComparison.Ordinal));

    private static IEnumerable<string> Known(StateFileException error)
    {
        Assert.StartsWith("Known here: ", error.Remedy, StringComparison.Ordinal);
        return error.Remedy["Known here: ".Length..].TrimEnd('.').Split(", ");
    }
}
