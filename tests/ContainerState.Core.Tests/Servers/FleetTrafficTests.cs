using ContainerState.Errors;
using ContainerState.Servers;

namespace ContainerState.Core.Tests.Servers;

public sealed class FleetTrafficTests : IDisposable
{
    private readonly MemoryServers _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task What_many_want_at_once_is_done_by_few_changes()
    {
        var changes = 0;
        _world.Runtime.ServeFault = () =>
        {
            changes++;
            return null;
        };
        List<Task> all;
        using (await _world.Servers.Registry.LockAsync(TestContext.Current.CancellationToken))
        {
            // The first waits for the host's lock, the others for the first.
            all = [.. Enumerable.Range(0, 50).Select(number => _world.Servers.Traffic.SetAsync($"web-{number}", serves: true))];
            all.Add(_world.Servers.Traffic.SetAsync("web-7", serves: false));
        }
        await Task.WhenAll(all);

        Assert.Equal(2, changes);
        Assert.Equal(49, _world.Runtime.Serving.Count());
        Assert.DoesNotContain("web-7", _world.Runtime.Serving);
    }

    [Fact]
    public async Task Everybody_whose_wish_failed_is_told()
    {
        _world.Runtime.ServeFault = () => new ProgramFailedException("nft", 1, "not now");
        List<Task> all;
        using (await _world.Servers.Registry.LockAsync(TestContext.Current.CancellationToken))
        {
            all = [.. Enumerable.Range(0, 5).Select(number => _world.Servers.Traffic.SetAsync($"web-{number}", serves: true))];
        }
        foreach (var one in all)
        {
            await Assert.ThrowsAsync<ProgramFailedException>(() => one);
        }
        _world.Runtime.ServeFault = () => null;
        await _world.Servers.Traffic.SetAsync("web-1", serves: true);

        Assert.Equal(["web-1"], _world.Runtime.Serving);
    }

    [Fact]
    public async Task A_server_says_that_it_serves_as_soon_as_it_is_handed_out()
    {
        await foreach (var server in _world.Servers.StartAsync(_world.Image, new StartOptions { Count = 2, Publish = ["8080:80"] }, cancel: TestContext.Current.CancellationToken))
        {
            Assert.True(server.Serves);
        }
    }
}
