using ContainerState.Containers;
using ContainerState.Core.Tests.Support;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Networks;
using ContainerState.Servers;

namespace ContainerState.Core.Tests.Servers;

public sealed class ServerNameTests
{
    [Fact]
    public void Numbers_fill_the_gaps()
    {
        Assert.Equal(["web-1", "web-3", "web-4"], ServerName.Choose(TestImage.Web, new() { Count = 3 }, new HashSet<string>(["web-2"])));
    }

    [Fact]
    public void A_given_name_is_taken_as_it_is_for_one_server_and_numbered_for_more()
    {
        Assert.Equal(["one"], ServerName.Choose(TestImage.Web, new() { Name = "one" }, new HashSet<string>()));
        Assert.Equal(["one-1", "one-2"], ServerName.Choose(TestImage.Web, new() { Name = "one", Count = 2 }, new HashSet<string>(["one"])));
    }

    [Fact]
    public void A_name_of_40_characters_can_be_numbered_up_to_500()
    {
        var names = ServerName.Choose(TestImage.Web, new() { Name = new string('a', 40), Count = 500 }, new HashSet<string>());

        Assert.All(names, name => Assert.Equal(name, ContainerName.OfServer(name)));
        Assert.Throws<InvalidNameException>(() => ServerName.Choose(TestImage.Web, new() { Name = new string('a', 41) }, new HashSet<string>()));
    }

    [Theory]
    [InlineData("a\nb\tc\u001b[2J", "a\\nb\\tc\\u001b[2J")]
    [InlineData("  x  ", "x")]
    [InlineData("a\u202eb", "a\\u202eb")]
    public void What_a_check_saw_is_one_line(string text, string line)
    {
        Assert.Equal(line, OneLine.From(text));
        Assert.Equal(201, OneLine.From(new string('x', 1000)).Length);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"format\":1}")]
    public void A_damaged_record_is_no_record(string json)
    {
        Assert.Null(ServerRecord.Parse(json, "web"));
    }

    [Fact]
    public void A_record_is_read_as_it_was_written_and_only_under_its_own_name()
    {
        var record = new ServerRecord
        {
            Format = 1,
            Name = "web",
            Boot = "b",
            Runtime = "Lxc",
            Image = TestImage.Web.Id,
            Commit = "",
            Slot = 3,
            Address = "10.83.0.5",
            FirstUserId = 65536,
            StartedUtc = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(7),
            Definition = TestImage.Web.Definition with
            {
                Environment = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["A"] = "b" },
                Writable = [new("/run", 4096, 0x1ed)],
                Checks = [new ServerCheck { Kind = "exec", Command = ["/bin/true"] }],
            },
            Network = NetworkAccess.Parse(["127.0.0.1:8080:80"], false, ["192.0.2.0/24:443"], ["192.0.2.53"], "blue"),
            Volumes = [new("data", "/var/lib/data")],
            Processes = new(new(5, 6), new(7, 8)),
        };

        var read = ServerRecord.Parse(record.ToJson(), "web")!;
        Assert.Equal(record with { Definition = read.Definition, Network = read.Network, Volumes = read.Volumes }, read);
        Assert.Equal(record.Volumes, read.Volumes);
        Assert.Equal(record.Network.ToLines(), read.Network.ToLines());
        Assert.Equivalent(record.Definition, read.Definition);
        Assert.Null(ServerRecord.Parse(record.ToJson(), "other"));
    }
}
