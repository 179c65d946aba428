using System.Net.Sockets;
using ContainerState.Errors;
using ContainerState.Servers;
using ContainerState.StateRepos;
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
        Assert.Equal(server with { StartDuration = default }, EphemeralServers.Get(server.Name) with { Definition = server.Definition, Network = server.Network, Usage = null });

        await EphemeralServers.StopAsync(server);
        Assert.Throws<ServerNotFoundException>(() => EphemeralServers.Get(server.Name));
        Assert.DoesNotContain(EphemeralServers.List(), other => other.Name == server.Name);
    }

    [Fact]
    public async Task Twenty_servers_are_started_at_once_and_killed_at_once()
    {
        var servers = await StartManyAsync(TestImage.Web(), new() { Count = 20 });

        Assert.Equal(20, servers.Select(server => server.Name).Distinct().Count());
        Assert.Equal(20, servers.Select(server => server.Address).Distinct().Count());
        Assert.Equal(20, servers.Select(server => server.FirstUserId / 65536).Distinct().Count());
        Assert.Equal(20, EphemeralServers.List("t-web-*").Count(server => server.State == ServerState.Running));
        await Task.WhenAll(servers.Select(async server =>
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            for (var tries = 0; ; tries++)
            {
                try
                {
                    await socket.ConnectAsync(server.Address, 8080);
                    return;
                }
                catch (SocketException) when (tries < 1500)
                {
                    await Task.Delay(20);
                }
            }
        }));

        await Task.WhenAll(servers.Select(server => EphemeralServers.StopAsync(server)));
        Assert.Empty(EphemeralServers.List("t-web-*"));
    }
}
