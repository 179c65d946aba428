using ContainerState.Core.Tests.Servers;
using ContainerState.Errors;
using ContainerState.Platform;
using ContainerState.Supervisors;

namespace ContainerState.Core.Tests.Supervisors;

public sealed class SupervisorRivalsTests : IDisposable
{
    private readonly MemoryServers _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task The_name_of_a_rebuild_is_refused_while_it_has_servers()
    {
        await _world.StartAsync("web-1");
        await _world.StartAsync("web-x-261127093000");
        SupervisorRivals.Refuse(_world.Servers, "web");
        await _world.StartAsync("web-261127093000-2");

        var fault = Assert.Throws<ContainerStateException>(() => SupervisorRivals.Refuse(_world.Servers, "web"));

        Assert.Equal(ErrorId.Busy, fault.ErrorId);
        Assert.Contains("unschedule", fault.Remedy, StringComparison.Ordinal);
        _world.Runtime.Die("web-261127093000-2");
        SupervisorRivals.Refuse(_world.Servers, "web");
    }

    [Fact]
    public void The_name_of_a_rebuild_that_goes_on_is_refused()
    {
        _world.Host.MakeRunFolders();
        using (FileLock.TryTake(Path.Combine(_world.Host.Rebuilds, "web.lock")))
        {
            Assert.Throws<ContainerStateException>(() => SupervisorRivals.Refuse(_world.Servers, "web"));
        }
        SupervisorRivals.Refuse(_world.Servers, "web");
    }
}
