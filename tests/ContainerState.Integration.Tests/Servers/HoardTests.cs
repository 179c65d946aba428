using System.Globalization;
using System.Text.RegularExpressions;
using ContainerState.Definitions;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>A server that takes what it can of the kernel's own memory and tables.</summary>
public sealed class HoardTests(ITestOutputHelper output) : ServerTests
{
    private const long Memory = 64L << 20;
    private const int Asked = 400;
    private const int AskedOfRoutes = 80;

    [Theory]
    [InlineData("udp", "UDP")]
    [InlineData("tcp", "TCP")]
    public async Task What_waits_in_a_servers_sockets_is_limited(string kind, string protocol)
    {
        var before = SocketBytes(protocol);
        await HoardAsync(kind);
        var held = SocketBytes(protocol) - before;

        output.WriteLine($"{kind}: {held >> 20} MiB in sockets, of {Asked} MiB that were tried, with limits.memory of {Memory >> 20} MiB");
        // A quarter of its memory, and the few pages that TCP gives to each socket in any case.
        Assert.InRange(held, 1 << 20, (Memory / 4) + (24 << 20));
    }

    [Theory]
    [InlineData("unix-stream")]
    [InlineData("unix-dgram")]
    [InlineData("pipe")]
    public async Task What_waits_between_a_servers_processes_is_its_memory(string kind)
    {
        var (words, _) = await HoardAsync(kind);

        Assert.Equal("killed", words["state"]);
        Assert.InRange(long.Parse(words["bytes"], CultureInfo.InvariantCulture), 1, Memory);
    }

    [Fact]
    public async Task Processes_of_a_server_cannot_fill_netlink_sockets_of_each_other()
    {
        var (words, server) = await HoardAsync("usersock");

        Assert.Equal(("0", "93"), (words["bytes"], words["errno"]));
        Assert.Equal(0, NetlinkBytes(server));
    }

    [Fact]
    public async Task Without_netlink_nothing_is_held_that_no_limit_counts()
    {
        // What is left open: programs look at their network devices by it.
        var (_, open) = await HoardAsync("route");
        output.WriteLine($"route: {NetlinkBytes(open) >> 20} MiB wait in netlink sockets, of {AskedOfRoutes} MiB that were tried");
        var (words, closed) = await HoardAsync("route", new([], NoNetlink: true));

        Assert.Equal(("0", "93"), (words["bytes"], words["errno"]));
        Assert.Equal(0, NetlinkBytes(closed));
    }

    private static async Task<(IReadOnlyDictionary<string, string> Words, EphemeralServer Server)> HoardAsync(string kind, ServerSeccomp? seccomp = null)
    {
        var server = await StartAsync(TestImage.Image(new ServerDefinition
        {
            Name = "hoard",
            Init = ["/bin/sh", "-c", $"/bin/hoard {kind} {(kind == "route" ? AskedOfRoutes : Asked)}; exec sleep 1000"],
            Limits = new(Memory),
            Seccomp = seccomp,
        }));
        var line = Regex.Match(await ConsoleAsync(server, " errno "), @"hoard \S+ (?<state>\w+) bytes (?<bytes>\d+) descriptors (?<descriptors>\d+) errno (?<errno>\d+)");
        Assert.True(line.Success);
        return (line.Groups.Values.ToDictionary(group => group.Name, group => group.Value), server);
    }

    // Of all network namespaces together, in pages: proc(5), /proc/net/sockstat.
    private static long SocketBytes(string protocol) =>
        long.Parse(
            File.ReadLines("/proc/net/sockstat").First(line => line.StartsWith(protocol + ":", StringComparison.Ordinal)).Split("mem ")[1], CultureInfo.InvariantCulture)
        * Environment.SystemPageSize;

    // Of the server's own namespace: the fifth column is what waits to be read.
    private static long NetlinkBytes(EphemeralServer server) =>
        File.ReadLines($"/proc/{server.ProcessId}/net/netlink").Skip(1)
            .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4], CultureInfo.InvariantCulture));
}
