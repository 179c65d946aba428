using System.Net;
using System.Net.Sockets;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Integration.Tests.Servers;
using ContainerState.Platform;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Networks;

/// <summary>What goes in and out of servers. The outside is a network of this machine alone: 198.51.100.2.</summary>
public sealed class NetworkTests : ServerTests
{
    private const string Outside = "cs-test-outside";
    private const string HostAddress = "198.51.100.1";

    public override async ValueTask InitializeAsync()
    {
        await OutsideNetwork.PrepareAsync(Outside);
        await base.InitializeAsync();
        await OutsideNetwork.MakeAsync(Outside);
    }

    public override async ValueTask DisposeAsync()
    {
        await OutsideNetwork.RemoveAsync(Outside);
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_published_port_leads_to_the_server_until_it_goes()
    {
        var server = await StartAsync(Web(), new() { Publish = ["18080:8080"], Wait = true });

        Assert.Equal("hello", await FromOutsideAsync(HostAddress, 18080));
        Assert.Equal("hello", await FromHostAsync("127.0.0.1", 18080));
        Assert.Equal("hello", await FromHostAsync(HostAddress, 18080));
        Assert.Equal("18080:8080", Assert.Single(ThisHost.Servers.Get(server.Name).Network.Published).ToString());

        await ThisHost.Servers.StopAsync(server);
        Assert.Equal("", await FromOutsideAsync(HostAddress, 18080));
        Assert.Equal("", await FromHostAsync("127.0.0.1", 18080));
        Assert.DoesNotContain("table inet containerstate {", await RulesAsync(), StringComparison.Ordinal);
        Assert.Equal("0", (await File.ReadAllTextAsync("/proc/sys/net/ipv4/conf/csbr0/route_localnet")).Trim());
        Assert.Equal(await File.ReadAllTextAsync("/proc/sys/net/ipv4/ip_forward"), await File.ReadAllTextAsync("/proc/sys/net/ipv4/conf/cstest0/forwarding"));
    }

    [Fact]
    public async Task A_port_published_on_the_loopback_is_not_reached_from_outside()
    {
        await StartAsync(Web(), new() { Publish = ["127.0.0.1:18080:8080"], Wait = true });

        Assert.Equal("hello", await FromHostAsync("127.0.0.1", 18080));
        Assert.Equal("", await FromHostAsync(HostAddress, 18080));
        Assert.Equal("", await FromOutsideAsync(HostAddress, 18080));
    }

    [Fact]
    public async Task A_published_port_opens_nothing_else_in_either_direction()
    {
        using var listening = Listen("outside");
        var script = "/bin/busybox httpd -p 8080 -h /srv/www; /bin/busybox httpd -p 8081 -h /srv/www; " + Try("198.51.100.2", 9000) + "; echo done";
        var server = await StartAsync(TestImage.Shell(script), new() { Publish = ["18080:8080"] });

        Assert.DoesNotContain("outside", await ConsoleAsync(server, "done"), StringComparison.Ordinal);
        Assert.Equal("hello", await FromOutsideAsync(HostAddress, 18080));
        await RunAsync("ip", "-n", Outside, "route", "add", server.Address, "via", HostAddress);
        Assert.Equal("", await FromOutsideAsync(server.Address, 8081));
        Assert.Equal("", await FromOutsideAsync(server.Address, 8080));
    }

    [Fact]
    public async Task Another_server_does_not_reach_a_published_port()
    {
        await StartAsync(Web(), new() { Publish = ["18080:8080"], Wait = true });
        var other = await StartAsync(TestImage.Shell($"{Get(HostAddress, 18080)}; {Get("10.83.0.1", 18080)}; echo done"), new() { Egress = true });

        Assert.DoesNotContain("hello", await ConsoleAsync(other, "done"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_cannot_send_to_the_hosts_own_loopback()
    {
        await StartAsync(Web(), new() { Publish = ["18080:8080"], Wait = true });
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var accepted = listener.AcceptSocketAsync();
        var server = await StartAsync(TestImage.Shell($"{Get("127.0.0.1", port)}; ip route get 127.0.0.1; echo done"), new() { Egress = true });

        await ConsoleAsync(server, "done");
        Assert.False(accepted.IsCompleted);
        Assert.Contains("ip daddr 127.0.0.0/8 drop", await RulesAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_an_error_that_says_by_whom()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var error = await Refused.WithAsync(ErrorId.PortInUse, () => StartAsync(Web(), new() { Publish = [$"{port}:8080"] }));
        Assert.EndsWith("is used by a program on this host.", error.Problem, StringComparison.Ordinal);

        var first = await StartAsync(Web(), new() { Publish = ["127.0.0.1:18080:8080"] });
        error = await Refused.WithAsync(ErrorId.PortInUse, () => StartAsync(Web(), new() { Publish = ["18080:8080"] }));
        Assert.EndsWith($"is used by server {first.Name}.", error.Problem, StringComparison.Ordinal);
        await StartAsync(Web(), new() { Publish = ["198.51.100.1:18080:8080"], Wait = true });
        Assert.Equal("hello", await FromOutsideAsync(HostAddress, 18080));
    }

    [Fact]
    public async Task Only_a_server_with_a_way_out_reaches_the_outside()
    {
        using var listening = Listen("outside");
        var script = $"{Try("198.51.100.2", 9000)}; echo done";
        var inside = await StartAsync(TestImage.Shell(script));
        var open = await StartAsync(TestImage.Shell(script), new() { Egress = true });

        Assert.Contains("outside", await ConsoleAsync(open, "done"), StringComparison.Ordinal);
        Assert.DoesNotContain("outside", await ConsoleAsync(inside, "done"), StringComparison.Ordinal);
        Assert.Equal("1", (await File.ReadAllTextAsync("/proc/sys/net/ipv4/conf/cstest0/forwarding")).Trim());
        await ThisHost.Servers.StopAsync(open);
        Assert.Equal(await File.ReadAllTextAsync("/proc/sys/net/ipv4/ip_forward"), await File.ReadAllTextAsync("/proc/sys/net/ipv4/conf/cstest0/forwarding"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_network_that_no_default_route_leads_to_is_reached_too(bool everywhere)
    {
        await ProgramRunner.RunAsync(new ProgramCommand("ip").With("route", "delete", "default", "via", "198.51.100.2"));
        using var listening = Listen("beside");
        var open = await StartAsync(
            TestImage.Shell($"{Try("198.51.100.2", 9000)}; echo done"), everywhere ? new() { Egress = true } : new() { EgressTo = ["198.51.100.0/24"] });

        Assert.Contains("beside", await ConsoleAsync(open, "done"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_places_lets_a_server_out_to_them_alone()
    {
        using var first = Listen("outside-a", 9000);
        using var second = Listen("outside-b", 9001);
        var script = $"{Try("198.51.100.2", 9000)}; {Try("198.51.100.2", 9001)}; echo done";

        var one = await StartAsync(TestImage.Shell(script), new() { EgressTo = ["198.51.100.2:9000"] });
        var all = await StartAsync(TestImage.Shell(script), new() { EgressTo = ["198.51.100.0/24"] });
        var other = await StartAsync(TestImage.Shell(script), new() { EgressTo = ["198.51.101.0/24", "198.51.100.2:9002"] });
        var closed = await StartAsync(TestImage.Shell(script));

        var console = await ConsoleAsync(one, "done");
        Assert.Contains("outside-a", console, StringComparison.Ordinal);
        Assert.DoesNotContain("outside-b", console, StringComparison.Ordinal);
        console = await ConsoleAsync(all, "done");
        Assert.Contains("outside-a", console, StringComparison.Ordinal);
        Assert.Contains("outside-b", console, StringComparison.Ordinal);
        Assert.DoesNotContain("outside", await ConsoleAsync(other, "done"), StringComparison.Ordinal);
        Assert.DoesNotContain("outside", await ConsoleAsync(closed, "done"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_server_is_in_the_servers_file_and_its_port_53_alone_is_reached()
    {
        using var dns = Listen("outside-dns", 53);
        using var web = Listen("outside-web", 9000);
        var server = await StartAsync(
            TestImage.Shell($"cat /etc/resolv.conf; {Try("198.51.100.2", 53)}; {Try("198.51.100.2", 9000)}; echo x > /etc/resolv.conf; echo done"),
            new() { Dns = ["198.51.100.2", "198.51.100.3"] });
        var console = await ConsoleAsync(server, "done");

        Assert.Contains("nameserver 198.51.100.2\nnameserver 198.51.100.3\n", console, StringComparison.Ordinal);
        Assert.Contains("outside-dns", console, StringComparison.Ordinal);
        Assert.DoesNotContain("outside-web", console, StringComparison.Ordinal);
        Assert.Contains("/etc/resolv.conf: Read-only file system", console, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_reach_each_other_only_when_both_name_the_same_group()
    {
        var web = await StartAsync(Web(), new() { Group = "blue", Wait = true });
        var script = $"{Get(web.Address, 8080)}; echo done";
        var friend = await StartAsync(TestImage.Shell(script), new() { Group = "blue" });
        var other = await StartAsync(TestImage.Shell(script), new() { Group = "red" });
        var none = await StartAsync(TestImage.Shell(script));

        Assert.Contains("hello", await ConsoleAsync(friend, "done"), StringComparison.Ordinal);
        Assert.DoesNotContain("hello", await ConsoleAsync(other, "done"), StringComparison.Ordinal);
        Assert.DoesNotContain("hello", await ConsoleAsync(none, "done"), StringComparison.Ordinal);

        // The next one to get the address of the friend is no friend for that.
        await ThisHost.Servers.StopAsync(friend);
        var next = await StartAsync(TestImage.Shell(script));
        Assert.Equal(friend.Address, next.Address);
        Assert.DoesNotContain("hello", await ConsoleAsync(next, "done"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rules_of_a_killed_server_stay_until_it_is_stopped()
    {
        var server = await StartAsync(Web(), new() { Publish = ["18080:8080"], Group = "blue" });
        await RunAsync("kill", "-9", $"{server.ProcessId}");
        await Eventually.HoldsAsync(() => ThisHost.Servers.Get(server.Name).State == ServerState.Dead);

        await Refused.WithAsync(ErrorId.PortInUse, () => StartAsync(Web(), new() { Publish = ["18080:8080"] }));
        await ThisHost.Servers.StopAsync(server);
        Assert.DoesNotContain("18080", await RulesAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("csveth0\"", await RulesAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_published_port_leaves_behind_is_in_no_way_of_the_next_server()
    {
        var server = await StartAsync(Web(), new() { Publish = ["18080:8080"], Wait = true });
        var port = await AskFromAsync(IPAddress.Loopback, 18080, 0);
        await ThisHost.Servers.StopAsync(server);
        var next = await StartAsync(Web(), new() { Wait = true });
        Assert.Equal(server.Address, next.Address);

        // From the very port of the host that the kernel remembers.
        Assert.Equal(port, await AskFromAsync(IPAddress.Parse(next.Address), 8080, port));

        static async Task<int> AskFromAsync(IPAddress address, int to, int from)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(IPAddress.Any, from));
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await socket.ConnectAsync(address, to, patience.Token);
            await socket.SendAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray(), patience.Token);
            var buffer = new byte[4096];
            while (await socket.ReceiveAsync(buffer, patience.Token) > 0)
            {
                // To its end, which is the server's doing.
            }
            return ((IPEndPoint)socket.LocalEndPoint!).Port;
        }
    }

    private static ServerImage Web() => TestImage.Web(new ServerCheck { Kind = "http", Port = 8080 });

    private static string Try(string address, int port) => $"for i in 1 2 3; do nc -w 1 {address} {port} </dev/null; done";

    private static string Get(string address, int port) => $"for i in 1 2 3; do printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 1 {address} {port}; done";

    private static OutsideListener Listen(string says, int port = 9000) => new(Outside, says, port);

    private static async Task<string> FromHostAsync(string address, int port) =>
        (await ProgramRunner.TryRunAsync(new ProgramCommand("busybox").With("timeout", "3", "busybox", "wget", "-q", "-O", "-", $"http://{address}:{port}/"))).Output.Trim();

    private static async Task<string> FromOutsideAsync(string address, int port) =>
        (await ProgramRunner.TryRunAsync(new ProgramCommand("ip")
            .With("netns", "exec", Outside, "busybox", "timeout", "3", "busybox", "wget", "-q", "-O", "-", $"http://{address}:{port}/"))).Output.Trim();

    private static async Task<string> RulesAsync() => (await ProgramRunner.RunAsync(new ProgramCommand("nft").With("list", "ruleset"))).Output;

    private static Task RunAsync(string program, params ReadOnlySpan<string> arguments) => ProgramRunner.RunAsync(new ProgramCommand(program).With(arguments));
}
