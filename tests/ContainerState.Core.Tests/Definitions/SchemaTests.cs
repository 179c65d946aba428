using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ContainerState.Core.Tests.Support;
using ContainerState.Definitions;
using ContainerState.Errors;

namespace ContainerState.Core.Tests.Definitions;

public sealed class SchemaTests
{
    // How a mapping at each place is written, so that one more key can be put into it.
    private static readonly Dictionary<string, string> States = new(StringComparer.Ordinal)
    {
        [""] = "{name: a, init: [/i]%}",
        ["writable/0"] = "{name: a, init: [/i], writable: [{path: /run%}]}",
        ["checks/0/http"] = "{name: a, init: [/i], checks: [{http: {port: 1%}}]}",
        ["checks/0/tcp"] = "{name: a, init: [/i], checks: [{tcp: {port: 1%}}]}",
        ["checks/0/exec"] = "{name: a, init: [/i], checks: [{exec: {command: [/i]%}}]}",
        ["limits"] = "{name: a, init: [/i], limits: {cpus: 1%}}",
        ["seccomp"] = "{name: a, init: [/i], seccomp: {%}}",
        ["log"] = "{name: a, init: [/i], log: {server: \"relp://a\"%}}",
    };

    private static readonly SchemaFile State = new("state.schema.json");

    private static readonly SchemaFile Component = new("component.schema.json");

    public static TheoryData<string, string> Defaults
    {
        get
        {
            var values = new TheoryData<string, string>();
            foreach (var (place, property) in States.Keys.SelectMany(place => State.Properties(place).Select(property => (place, property))).Where(one => State.Keyword($"{one.place}/{one.property}", "default") is not null))
            {
                values.Add(place, property);
            }
            return values;
        }
    }

    [Theory]
    [InlineData("state.schema.json")]
    [InlineData("component.schema.json")]
    [InlineData("reference.md")]
    public void What_docs_say_of_the_keys_is_what_the_reader_knows(string name)
    {
        var expected = name switch
        {
            "state.schema.json" => Json(StateFile.Schema()),
            "component.schema.json" => Json(ComponentFile.Schema()),
            _ => DefinitionReference.Page(),
        };
        var path = Path.Combine(SourceText.Docs, name);
        if (Environment.GetEnvironmentVariable("CONTAINERSTATE_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, expected);
        }
        Assert.True(File.ReadAllText(path) == expected, $"docs/{name} is not what the rules of StateFile and ComponentFile say. Write it anew: run this test with CONTAINERSTATE_WRITE_DOCS=1.");
    }

    [Fact]
    public void A_key_of_a_mapping_in_a_list_has_a_row_in_the_reference()
    {
        var rows = StateFile.Rows().ToList();

        Assert.Contains(new ReferenceRow("checks[].http.status", "The status that the response must have.", "`200`"), rows);
        Assert.Contains(rows, row => row is { Key: "name", Absent: "required" });
        Assert.Contains(rows, row => row is { Key: "limits.memory", Absent: "`512MiB`" });
        Assert.Contains(rows, row => row is { Key: "writable[].mode" });
    }

    [Theory]
    [MemberData(nameof(Defaults))]
    public void A_default_of_the_schema_is_what_the_parser_takes(string place, string property)
    {
        var value = State.Keyword($"{place}/{property}", "default")!.Value;
        Assert.Equal(DefinitionJson.Write(ParseState(place, "")), DefinitionJson.Write(ParseState(place, $", {property}: {value.GetRawText()}")));
    }

    [Theory]
    [InlineData("name", "name: {0}\ninit: [/i]", new[] { "a", "a-1", "a--b", "A", "-a", "a-", "1a", "a_b", "a b", "é" })]
    [InlineData("writable/0", "name: a\ninit: [/i]\nwritable: ['{0}']", new[] { "/run", "/a/b", "/a..b", "/...", "/dev/shm", "/dev/foo", "/dev/shm/x", "/devs", "/procs", "/", "/proc", "/proc/x", "/sys", "/sys/x", "/dev", "/a/", "//a", "/a/..", "/../a", "/./a", "a", "/a b" })]
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

    private static ServerDefinition ParseState(string place, string more) => StateFile.Parse(States[place].Replace("{%", "{" + more.TrimStart(',', ' '), StringComparison.Ordinal).Replace("%", more, StringComparison.Ordinal));

    private static string Json(JsonObject schema) => schema.ToJsonString(new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
}
