using System.Text;
using ContainerState.Containers;
using ContainerState.Core.Tests.Support;
using ContainerState.Networks;

namespace ContainerState.Core.Tests.Containers;

public sealed class GroupHostsTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("web-1", "web")]
    [InlineData("web-261127093000-12", "web")]
    [InlineData("db", "db")]
    [InlineData("my-app-2b", "my-app-2b")]
    [InlineData("web-1-2-3", "web")]
    [InlineData("a-1-", "a-1-")]
    public void Servers_of_one_kind_share_the_name_without_numbers(string server, string shared) => Assert.Equal(shared, GroupHosts.SharedName(server));

    [Fact]
    public void Names_come_and_go_and_the_rest_stays_where_it_is()
    {
        var file = Begin("127.0.0.1 localhost\n");
        GroupHosts.Write(file, ["10.0.0.2 web-1 web", "10.0.0.3 web-2 web"]);
        var before = File.ReadAllBytes(file);
        Assert.Equal(["10.0.0.2 web-1 web", "10.0.0.3 web-2 web"], Names(file));

        GroupHosts.Write(file, ["10.0.0.3 web-2 web", "10.0.0.2 web-10 web"]);
        Assert.Equal(["10.0.0.2 web-10 web", "10.0.0.3 web-2 web"], Names(file));
        // A free place is used again, and the file stays as long as it was.
        Assert.Equal(before.Length, new FileInfo(file).Length);

        GroupHosts.Write(file, []);
        Assert.Empty(Names(file));
        Assert.StartsWith("127.0.0.1 localhost\n", File.ReadAllText(file), StringComparison.Ordinal);
        GroupHosts.Write(file, ["10.0.0.9 a", "10.0.0.8 b", "10.0.0.7 c"]);
        Assert.Equal(["10.0.0.7 c", "10.0.0.8 b", "10.0.0.9 a"], Names(file).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_an_image_says_cannot_be_taken_for_a_place_of_ours()
    {
        var file = Begin("# servers of the group, as they come and go\n192.0.2.1 own\n" + new string('x', 300) + "\n");
        GroupHosts.Write(file, ["10.0.0.2 web-1 web"]);
        GroupHosts.Write(file, []);
        Assert.Contains("\n192.0.2.1 own\n", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_reads_meanwhile_never_sees_a_wrong_address()
    {
        var file = Begin("127.0.0.1 localhost\n");
        using var end = new CancellationTokenSource();
        var writer = Task.Run(() =>
        {
            for (var round = 0; round < 3000; round++)
            {
                GroupHosts.Write(file, [.. Enumerable.Range(0, 1 + (round * 7 % 60)).Select(number => $"10.{number}.{number}.{number} web-{number} web")]);
            }
        }, TestContext.Current.CancellationToken);
        while (!writer.IsCompleted)
        {
            Assert.All(Names(file), name => Assert.Matches("^10\\.([0-9]+)\\.\\1\\.\\1 web-\\1 web$", name));
        }
        Assert.True(writer.IsCompletedSuccessfully);
    }

    [Fact]
    public void Files_and_drafts_of_servers_that_are_no_more_go()
    {
        using var host = new TestHost();
        Directory.CreateDirectory(host.Host.Groups);
        foreach (var name in (string[])["web-1", "web-1.draft", "web-2", "web-2.draft", "alone", "alone.draft"])
        {
            File.WriteAllBytes(Path.Combine(host.Host.Groups, name), GroupHosts.Begin([]));
        }

        Slot[] slots = [new(900, "web-1", "image", new() { Group = "fleet" }), new(901, "alone", "image", new())];
        new GroupHosts(host.Host).Update(slots, Subnet.Default);

        // The draft may be one that its start is writing now.
        Assert.Equal(["web-1", "web-1.draft"], Directory.GetFiles(host.Host.Groups).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        new GroupHosts(host.Host).Update([], Subnet.Default);
        Assert.Empty(Directory.GetFiles(host.Host.Groups));
    }

    private string Begin(string own)
    {
        var file = _temp.At("hosts");
        File.WriteAllBytes(file, GroupHosts.Begin(Encoding.Latin1.GetBytes(own)));
        return file;
    }

    private static List<string> Names(string file) =>
        [.. Encoding.Latin1.GetString(File.ReadAllBytes(file)).Split('\n').Select(line => line.TrimEnd()).Where(line => line.StartsWith("10.", StringComparison.Ordinal))];
}
