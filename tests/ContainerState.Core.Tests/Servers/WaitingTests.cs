using ContainerState.Errors;
using ContainerState.Servers;

namespace ContainerState.Core.Tests.Servers;

/// <summary>Waiting until servers are well: at their start, and later.</summary>
public sealed class WaitingTests : IDisposable
{
    private readonly MemoryServers _world = new();

    public void Dispose() => _world.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Waiting_at_the_start_tells_what_failed_and_leaves_the_server()
    {
        _world.Runtime.ExitCode = _ => 3;

        var error = await Assert.ThrowsAsync<ServerNotReadyException>(() => _world.StartAsync("web-1", wait: true));

        Assert.Contains("exit code 3", Assert.Single(error.Failures), StringComparison.Ordinal);
        Assert.Equal(ServerState.Running, _world.Servers.Get("web-1").State);
    }

    [Fact]
    public async Task Waiting_at_the_start_ends_when_the_server_does()
    {
        var check = _world.Image.Definition.Checks[0] with { Attempts = 1000, IntervalSeconds = 60 };
        var image = _world.Image with { Definition = _world.Image.Definition with { Checks = [check] } };
        _world.Runtime.ExitCode = server =>
        {
            _world.Runtime.Die(server.Name);
            return 1;
        };

        var error = await Assert.ThrowsAsync<ServerNotRunningException>(async () =>
        {
            await foreach (var _ in _world.Servers.StartAsync(image, new() { Name = "web-1", Wait = true }, cancel: Cancel))
            {
            }
        });

        Assert.Equal("web-1", error.Name);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_is_not_ready_is_told_and_the_others_are_handed_out(bool stopUnready)
    {
        _world.Runtime.ExitCode = server => server.Name == "web-2" ? 3 : 0;
        var told = new List<(EphemeralServer Server, ContainerStateException Fault)>();
        var handed = new List<string>();
        var options = new StartOptions { Name = "web", Count = 3, Wait = true, StopUnready = stopUnready };

        await foreach (var server in _world.Servers.StartAsync(_world.Image, options, unready: (server, fault) => told.Add((server, fault)), cancel: Cancel))
        {
            handed.Add(server.Name);
        }

        Assert.Equal(["web-1", "web-3"], handed.Order(StringComparer.Ordinal));
        var (unready, fault) = Assert.Single(told);
        Assert.Equal(("web-2", stopUnready ? ServerState.Stopped : ServerState.Running), (unready.Name, unready.State));
        Assert.Contains("exit code 3", Assert.IsType<ServerNotReadyException>(fault).Problem, StringComparison.Ordinal);
        Assert.Equal(stopUnready, fault.Remedy.StartsWith("It was stopped.", StringComparison.Ordinal));
        Assert.Equal(stopUnready ? ["web-1", "web-3"] : ["web-1", "web-2", "web-3"], _world.Runtime.Running);
    }

    [Fact]
    public async Task A_start_waits_as_long_as_it_is_told_whatever_the_attempts_are()
    {
        var check = _world.Image.Definition.Checks[0] with { Attempts = 1, IntervalSeconds = 0.05 };
        var image = _world.Image with { Definition = _world.Image.Definition with { Checks = [check] } };
        var tries = 0;
        _world.Runtime.ExitCode = _ => Interlocked.Increment(ref tries) < 4 ? 1 : 0;
        var handed = new List<string>();

        await foreach (var server in _world.Servers.StartAsync(image, new() { Name = "web-1", Wait = true, TimeoutSeconds = 60 }, cancel: Cancel))
        {
            handed.Add(server.Name);
        }

        Assert.Equal(["web-1"], handed);
        Assert.Equal(4, tries);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1e9)]
    [InlineData(double.NaN)]
    public async Task A_timeout_that_is_none_is_refused_and_starts_nothing(double seconds)
    {
        await Assert.ThrowsAsync<InvalidNameException>(async () =>
        {
            await foreach (var _ in _world.Servers.StartAsync(_world.Image, new() { Wait = true, TimeoutSeconds = seconds }, cancel: Cancel))
            {
            }
        });
        Assert.Empty(_world.Runtime.Running);
    }

    [Fact]
    public async Task Waiting_ends_when_the_checks_pass_or_the_time_is_up()
    {
        var tries = 0;
        _world.Runtime.ExitCode = _ => Interlocked.Increment(ref tries) < 4 ? 1 : 0;
        var server = Assert.Single(await _world.StartAsync("web-1"));

        await Assert.ThrowsAsync<ServerNotReadyException>(() => _world.Servers.WaitAsync(server, TimeSpan.Zero, Cancel));
        await _world.Servers.WaitAsync(server, TimeSpan.FromSeconds(60), Cancel);

        Assert.Equal(4, tries);
    }
}
