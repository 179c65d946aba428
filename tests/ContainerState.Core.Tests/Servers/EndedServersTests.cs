using ContainerState.Errors;
using ContainerState.Servers;

namespace ContainerState.Core.Tests.Servers;

public sealed class EndedServersTests : IDisposable
{
    private readonly MemoryServers _world = new();

    private EndedServers Ended => new(_world.Host);

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(3, null, false, true, "exit code 3")]
    [InlineData(0, null, false, true, "exit code 0")]
    [InlineData(null, 9, true, true, "killed by SIGKILL, out of memory")]
    [InlineData(null, 11, false, false, "killed by SIGSEGV")]
    [InlineData(null, 34, false, false, "killed by signal 34")]
    [InlineData(137, null, true, true, "killed by SIGKILL, out of memory")]
    [InlineData(137, null, false, false, "exit code 137")]
    [InlineData(null, null, true, true, "ended by itself, out of memory")]
    [InlineData(255, null, false, true, "exit code 255")]
    public void The_reason_is_said_in_a_few_words(int? exitCode, int? signal, bool outOfMemory, bool hasReaper, string reason) =>
        Assert.Equal(reason, ServerEnd.Of(DateTime.UtcNow, exitCode, signal, outOfMemory, hasReaper).ToString());

    [Fact]
    public async Task A_server_that_is_stopped_is_remembered_as_stopped()
    {
        var server = Assert.Single(await _world.StartAsync("web-1"));
        await _world.Servers.StopAsync(server, cancel: TestContext.Current.CancellationToken);

        var ended = Assert.Single(Ended.List());

        Assert.Equal(("web-1", ServerState.Stopped, server.Image, server.StartedUtc), (ended.Name, ended.State, ended.Image, ended.StartedUtc));
        Assert.Equal((true, "stopped"), (ended.End!.WasStopped, ended.End.Reason));
    }

    [Fact]
    public async Task A_server_that_died_says_why_before_and_after_it_is_stopped()
    {
        var server = Assert.Single(await _world.StartAsync("web-1"));
        File.WriteAllText(server.ConsolePath, "first\nlast\n");
        var at = DateTime.UtcNow;
        _world.Runtime.HowEnded = _ => new() { EndedUtc = at, ExitCode = 3 };
        _world.Runtime.Die("web-1");

        var dead = _world.Servers.Get("web-1");
        Assert.Equal((ServerState.Dead, 3, at), (dead.State, dead.End!.ExitCode, dead.End.EndedUtc));
        Assert.Equal(["first", "last"], dead.End.LastLines);
        var fault = Assert.Throws<ServerNotRunningException>(() => _world.Servers.RequireSame(server));
        Assert.Equal("The server web-1 is not running (state Dead: exit code 3; its last line: last).", fault.Problem);

        await Task.Delay(20, TestContext.Current.CancellationToken);
        await _world.Servers.StopAsync(dead, cancel: TestContext.Current.CancellationToken);
        var ended = Assert.Single(Ended.List("web-*")).End!;
        Assert.Equal((3, at, false), (ended.ExitCode, ended.EndedUtc, ended.WasStopped));
        Assert.Equal(["first", "last"], ended.LastLines);
        Assert.Empty(Ended.List("db-*"));
    }

    [Fact]
    public async Task A_stop_that_was_killed_is_ended_by_the_next_and_remembered_once()
    {
        await _world.StartAsync("web-1");
        File.WriteAllText(_world.FileOf("web-1", "stopping"), "");

        await _world.Servers.ClearUpAsync(TestContext.Current.CancellationToken);

        Assert.Equal("stopped", Assert.Single(Ended.List()).End!.Reason);
    }

    [Fact]
    public async Task A_start_that_failed_is_not_remembered()
    {
        _world.Runtime.Fault = _ => new ServerStartException("web-1", "LXC could not start it.", "");
        await Assert.ThrowsAsync<ServerStartException>(() => _world.StartAsync("web-1"));
        Assert.Empty(Ended.List());
    }

    [Fact]
    public void The_oldest_are_forgotten_and_what_is_damaged_is_left_out()
    {
        var start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (var i = 0; i < EndedServers.Most + 60; i++)
        {
            Ended.Keep(new EphemeralServer
            {
                Name = $"web-{i}", State = ServerState.Stopped, Image = "", Address = "", StartedUtc = start.AddSeconds(i), End = new() { EndedUtc = start },
            });
        }
        File.WriteAllText(Path.Combine(_world.Host.Ended, "2026999-x.json"), "{");

        var all = Ended.List();

        Assert.Equal(EndedServers.Most - 1, all.Count);
        Assert.Equal($"web-{EndedServers.Most + 59}", all[0].Name);
        Assert.InRange(Directory.GetFiles(_world.Host.Ended).Length, EndedServers.Most, EndedServers.Most + 52);
    }
}
