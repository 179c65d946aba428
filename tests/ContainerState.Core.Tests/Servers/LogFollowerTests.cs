using ContainerState.Errors;
using ContainerState.Logs;
using ContainerState.Servers;

namespace ContainerState.Core.Tests.Servers;

public sealed class LogFollowerTests : IDisposable
{
    private readonly MemoryServers _world = new();
    private readonly List<string> _lines = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Lines_of_several_servers_come_as_they_are_written()
    {
        var servers = await _world.StartAsync("web", count: 2);
        var following = FollowAsync(servers);

        await WriteAsync("web-1", "a");
        await WriteAsync("web-2", "b");
        await WriteAsync("web-1", "c");
        _world.Runtime.Die("web-1");
        await WriteAsync("web-2", "d");
        _world.Runtime.Die("web-2");
        await following.WaitAsync(TimeSpan.FromSeconds(10), Cancel);

        Assert.Equal(["web-1 a", "web-2 b", "web-1 c", "web-2 d"], _lines);
    }

    [Fact]
    public async Task A_server_that_is_dead_is_read_to_its_last_line()
    {
        var servers = await _world.StartAsync("web-1");
        File.WriteAllText(_world.FileOf("web-1", "console"), "one\ntwo");
        _world.Runtime.Die("web-1");

        await FollowAsync(servers).WaitAsync(TimeSpan.FromSeconds(10), Cancel);

        Assert.Equal(["web-1 one", "web-1 two"], _lines);
    }

    [Fact]
    public async Task What_was_written_after_a_rotation_is_read_too()
    {
        var servers = await _world.StartAsync("web-1");
        var following = FollowAsync(servers);
        await WriteAsync("web-1", "one");
        File.Move(_world.FileOf("web-1", "console"), _world.FileOf("web-1", "console.1"));
        File.WriteAllText(_world.FileOf("web-1", "console"), "two\n");
        _world.Runtime.Die("web-1");

        await following.WaitAsync(TimeSpan.FromSeconds(10), Cancel);

        Assert.Equal(["web-1 one", "web-1 two"], _lines);
    }

    [Fact]
    public async Task The_log_of_a_later_server_of_the_name_is_not_followed()
    {
        var servers = await _world.StartAsync("web-1");
        await _world.Servers.StopAsync(servers[0], cancel: Cancel);
        await _world.StartAsync("web-1");

        await FollowAsync(servers).WaitAsync(TimeSpan.FromSeconds(10), Cancel);
    }

    [Fact]
    public async Task One_whose_log_cannot_be_read_is_told_and_the_others_are_read()
    {
        var servers = await _world.StartAsync("web", count: 2);
        await _world.Servers.StopAsync(servers.Single(server => server.Name == "web-1"), cancel: Cancel);
        File.WriteAllText(_world.FileOf("web-2", "console"), "here\n");
        _world.Runtime.Die("web-2");
        var told = new List<(string Server, ContainerStateException Fault)>();

        await FollowAsync(servers, (server, fault) => told.Add((server.Name, fault))).WaitAsync(TimeSpan.FromSeconds(10), Cancel);

        Assert.Equal(["web-2 here"], _lines);
        var (gone, fault) = Assert.Single(told);
        Assert.Equal("web-1", gone);
        Assert.Equal(Environment.IsPrivilegedProcess ? ErrorId.ServerNotFound : ErrorId.NotRoot, fault.ErrorId);
    }

    private async Task FollowAsync(IReadOnlyCollection<EphemeralServer> servers, Action<EphemeralServer, ContainerStateException>? unreadable = null)
    {
        await foreach (var line in new LogFollower(_world.Servers.Registry).FollowAsync(servers, LogSource.Console, null, null, unreadable, Cancel))
        {
            lock (_lines)
            {
                _lines.Add($"{line.Server} {line.Text}");
            }
        }
    }

    // A line, and then a wait until it was read.
    private async Task WriteAsync(string server, string text)
    {
        File.AppendAllText(_world.FileOf(server, "console"), text + "\n");
        await Eventually.HoldsAsync(() => Has($"{server} {text}"));
    }

    private bool Has(string line)
    {
        lock (_lines)
        {
            return _lines.Contains(line);
        }
    }
}
