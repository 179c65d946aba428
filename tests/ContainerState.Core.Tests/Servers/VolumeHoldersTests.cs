using ContainerState.Errors;
using ContainerState.Servers;
using ContainerState.Volumes;

namespace ContainerState.Core.Tests.Servers;

/// <summary>Who has a volume, whatever the engine.</summary>
public sealed class VolumeHoldersTests : IDisposable
{
    private readonly MemoryServers _world = new();

    public void Dispose() => _world.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_volume_is_one_servers_until_that_is_stopped()
    {
        await MakeAsync("data", shared: false);
        var first = await StartAsync("web-1", "data:/data");
        Assert.Equal("data:/data", Assert.Single(_world.Servers.Get("web-1").Volumes).ToString());

        var fault = await Assert.ThrowsAsync<ContainerStateException>(() => StartAsync("web-2", "data:/data"));

        Assert.Equal(ErrorId.VolumeInUse, fault.ErrorId);
        Assert.Contains("in use by web-1", fault.Message, StringComparison.Ordinal);
        Assert.Equal(["web-1"], _world.Runtime.Places);
        await _world.Servers.StopAsync(first, cancel: Cancel);
        await StartAsync("web-2", "data:/data");
    }

    [Fact]
    public async Task A_server_that_died_has_no_volume_any_more()
    {
        await MakeAsync("data", shared: false);
        await StartAsync("web-1", "data:/data");
        _world.Runtime.Die("web-1");

        await StartAsync("web-2", "data:/data");

        Assert.Equal(["web-2"], VolumeHolders.Of(_world.Servers.Registry)["data"]);
    }

    [Fact]
    public async Task A_start_that_failed_gives_its_volume_back()
    {
        await MakeAsync("data", shared: false);
        _world.Runtime.Fault = record => new ServerStartException(record.Name, "no", "");
        await Assert.ThrowsAsync<ServerStartException>(() => StartAsync("web-1", "data:/data"));
        _world.Runtime.Fault = _ => null;

        await StartAsync("web-1", "data:/data");
    }

    [Fact]
    public async Task A_shared_volume_is_for_several_and_another_is_not()
    {
        await MakeAsync("shared", shared: true);
        await MakeAsync("data", shared: false);

        await StartAsync("web-1", "shared:/data");
        await StartAsync("web-2", "shared:/data");
        Assert.Equal(["web-1", "web-2"], VolumeHolders.Of(_world.Servers.Registry)["shared"]);

        var several = await Assert.ThrowsAsync<ContainerStateException>(() => StartAsync("many", "data:/data", count: 2));
        Assert.Equal(ErrorId.VolumeInUse, several.ErrorId);
        Assert.Contains("2 are to be started", several.Message, StringComparison.Ordinal);
        await StartAsync("many", "shared:/data", count: 2);
    }

    [Fact]
    public async Task A_supervisor_has_shared_volumes_alone()
    {
        await MakeAsync("data", shared: false);

        var fault = Assert.Throws<ContainerStateException>(() => VolumeHolders.RequireFree(_world.Host, _world.Servers.Registry, [new("data", "/data")], 1, "keeper"));

        Assert.Contains("a supervisor starts a second", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_volume_that_is_not_there_is_refused_before_anything_is_taken()
    {
        var fault = await Assert.ThrowsAsync<ContainerStateException>(() => StartAsync("web-1", "data:/data"));

        Assert.Equal(ErrorId.VolumeNotFound, fault.ErrorId);
        Assert.Empty(_world.Runtime.Places);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[null]")]
    public async Task A_record_without_a_list_of_volumes_is_read(string volumes)
    {
        await StartAsync("web-1", null);
        var record = await File.ReadAllTextAsync(_world.FileOf("web-1", "server.json"), Cancel);
        Assert.Contains("\"volumes\": []", record, StringComparison.Ordinal);

        Assert.Empty(ServerRecord.Parse(record.Replace("\"volumes\": []", "\"volumes\": " + volumes, StringComparison.Ordinal), "web-1")?.Volumes ?? []);
    }

    private Task MakeAsync(string name, bool shared) =>
        new VolumeStore(_world.Host).CreateAsync(new(VolumeRecord.CurrentFormat, name, 16L << 20, shared, "", DateTime.UtcNow), Cancel);

    private async Task<EphemeralServer> StartAsync(string name, string? volume, int count = 1)
    {
        EphemeralServer? last = null;
        await foreach (var server in _world.Servers.StartAsync(_world.Image, new() { Name = name, Count = count, Volumes = volume is null ? [] : [volume] }, cancel: Cancel))
        {
            last = server;
        }
        return last!;
    }
}
