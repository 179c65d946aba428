using System.Text.Json;
using ContainerState.Definitions;

namespace ContainerState.Core.Tests.Definitions;

public sealed class DefinitionJsonTests
{
    private static readonly ServerDefinition Everything = new()
    {
        Name = "web",
        Init = ["/usr/sbin/nginx", "-g", "daemon off;"],
        Environment = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["A"] = "1", ["B"] = "ü \"" },
        Writable = [new("/run", 1 << 20, 493), new("/tmp", 1L << 40, 1023)],
        Ports = [80, 8080],
        Checks =
        [
            new() { Kind = "http", Port = 8080, Path = "/a", Status = 404, Contains = "x", Attempts = 3, IntervalSeconds = 0.5, TimeoutSeconds = 1.5 },
            new() { Kind = "exec", Command = ["/bin/false"], ExitCode = 1 },
        ],
        Limits = new(1 << 28, 1.5, 17),
    };

    [Fact]
    public void What_is_written_is_read_back_with_every_property()
    {
        var written = DefinitionJson.Write(Everything);

        // By the text, since a property that is not read would be missing from it, whatever is added to the records.
        Assert.Equal(written, DefinitionJson.Write(DefinitionJson.Read(written)));
        Assert.Contains("\"exitCode\": 1", written, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        var read = DefinitionJson.Read("""{"name": "web", "init": ["/sbin/init"], "checks": [{"kind": "tcp", "port": 1}]}""");

        Assert.Equal(new ServerLimits(), read.Limits);
        Assert.Equal(20, Assert.Single(read.Checks).Attempts);
        Assert.Empty(read.Writable);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"name": 1, "init": []}""")]
    [InlineData("""{"name": "web", "init": null}""")]
    [InlineData("""{"name": "web", "init": [null]}""")]
    [InlineData("""{"name": "web", "init": [], "ports": ["x"]}""")]
    [InlineData("""{"name": "web", "init": [], "ports": [99999999999]}""")]
    [InlineData("{")]
    public void Anything_else_is_refused_as_what_it_is(string json) => Assert.ThrowsAny<JsonException>(() => DefinitionJson.Read(json));
}
