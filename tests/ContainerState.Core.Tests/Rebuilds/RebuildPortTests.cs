using ContainerState.Errors;
using ContainerState.Rebuilds;

namespace ContainerState.Core.Tests.Rebuilds;

/// <summary>Runs of servers that share a published port.</summary>
public sealed class RebuildPortTests : IDisposable
{
    private readonly RebuildWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_port_leads_to_the_new_servers_once_they_have_passed()
    {
        var publishing = _world.Options with { Start = new() { Publish = ["8080:80"] } };
        var first = await _world.RebuildAsync(publishing);
        Assert.Equal(first.Servers, _world.Memory.Runtime.Serving);
        _world.Change("two");
        _world.Memory.Runtime.ExitCode = server => first.Servers.Contains(server.Name) ? 0 : 7;

        Assert.Equal(RebuildOutcome.RolledBack, (await _world.RebuildAsync(publishing)).Outcome);
        Assert.Equal(first.Servers, _world.Memory.Runtime.Serving);

        _world.Memory.Runtime.ExitCode = _ => 0;
        var next = await _world.RebuildAsync(publishing);
        Assert.Equal(["Build", "Start", "Test", "Serve", "Swap"], next.Steps.Select(step => step.Name));
        Assert.Equal(next.Servers, _world.Memory.Runtime.Serving);
        Assert.Equal(next.Servers, _world.Running.Select(server => server.Name));
    }

    [Fact]
    public async Task Servers_that_connections_cannot_be_sent_to_are_rolled_back()
    {
        var publishing = _world.Options with { Start = new() { Publish = ["8080:80"] } };
        var first = await _world.RebuildAsync(publishing);
        _world.Change("two");
        var faults = new Queue<Exception?>([new ProgramFailedException("nft", 1, "no such table"), null]);
        _world.Memory.Runtime.ServeFault = () => faults.TryDequeue(out var fault) ? fault : null;

        var bad = await _world.RebuildAsync(publishing);

        Assert.Equal((RebuildOutcome.RolledBack, "ProgramFailed"), (bad.Outcome, bad.Error!.ErrorId));
        Assert.Equal(first.Servers, _world.Memory.Runtime.Serving);
        Assert.Equal(first.Servers, _world.Running.Select(server => server.Name));
    }

    [Fact]
    public async Task Old_servers_are_left_with_their_connections_for_a_while()
    {
        var publishing = _world.Options with { Start = new() { Publish = ["8080:80"] } };
        var first = await _world.RebuildAsync(publishing);
        _world.Change("two");
        var connected = 1;
        _world.Memory.Runtime.Connected = name => first.Servers.Contains(name) ? Volatile.Read(ref connected) : 0;

        var swapping = _world.RebuildAsync(publishing with { Drain = TimeSpan.FromSeconds(60) });
        Assert.True(await Eventually.LookAsync(() => !_world.Memory.Runtime.Serving.Intersect(first.Servers, StringComparer.Ordinal).Any(), held => held));
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.Contains(first.Servers[0], _world.Memory.Runtime.Running);
        Volatile.Write(ref connected, 0);
        await swapping;
        Assert.DoesNotContain(first.Servers[0], _world.Memory.Runtime.Running);

        // Nobody holds up the next one for ever.
        _world.Change("three");
        _world.Memory.Runtime.Connected = _ => 1;
        Assert.Equal(RebuildOutcome.Replaced, (await _world.RebuildAsync(publishing with { Drain = TimeSpan.FromSeconds(0.2) })).Outcome);
    }
}
