using System.Net.Sockets;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

public sealed class StartAndStopTests : ServerTests
{
    [Fact]
    public async Task A_server_is_started_answers_and_is_killed()
    {
        var server = await StartAsync(TestImage.Web(new ServerCheck { Kind = "http", Port = 8080, Contains = "hello" }), new() { Wait = true });

        Assert.Equal("t-web-1", server.Name);
        Assert.Equal(ServerState.Running, server.State);
        Assert.True(server.ProcessId > 1);
        using var client = new HttpClient();
        Assert.Equal("hello\n", await client.GetStringAsync($"http://{server.Address}:8080/"));
        Assert.True(server.StartDurationSeconds > 0);
        Assert.Equal(server, ThisHost.Servers.Get(server.Name) with { Definition = server.Definition, Network = server.Network, Volumes = server.Volumes, Usage = null });

        await ThisHost.Servers.StopAsync(server);
        Assert.Throws<ServerNotFoundException>(() => ThisHost.Servers.Get(server.Name));
        Assert.DoesNotContain(ThisHost.Servers.List(), other => other.Name == server.Name);
    }

    [Fact]
    public async Task A_start_that_waits_ends_when_its_server_does()
    {
        var check = new ServerCheck { Kind = "tcp", Port = 9, Attempts = 1000, IntervalSeconds = 0.1 };
        var image = TestImage.Shell("true");
        var watch = System.Diagnostics.Stopwatch.StartNew();

        await Assert.ThrowsAsync<ServerNotRunningException>(() =>
            StartAsync(image with { Definition = image.Definition with { Init = ["/bin/busybox", "sleep", "0.5"], Checks = [check] } }, new() { Wait = true }));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), watch.Elapsed.ToString());
    }

    [Fact]
    public async Task Twenty_servers_are_started_at_once_and_killed_at_once()
    {
        var servers = await StartManyAsync(TestImage.Web(), new() { Count = 20 });

        Assert.Equal(20, servers.Select(server => server.Name).Distinct().Count());
        Assert.Equal(20, servers.Select(server => server.Address).Distinct().Count());
        Assert.Equal(20, servers.Select(server => server.FirstUserId / 65536).Distinct().Count());
        Assert.Equal(20, ThisHost.Servers.List("t-web-*").Count(server => server.State == ServerState.Running));
        await Task.WhenAll(servers.Select(async server =>
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await Eventually.SucceedsAsync<SocketException>(() => socket.ConnectAsync(server.Address, 8080));
        }));

        await Task.WhenAll(servers.Select(server => ThisHost.Servers.StopAsync(server)));
        Assert.Empty(ThisHost.Servers.List("t-web-*"));
    }
}
