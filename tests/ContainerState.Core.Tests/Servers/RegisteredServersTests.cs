using ContainerState.Errors;
using ContainerState.Servers;

namespace ContainerState.Core.Tests.Servers;

/// <summary>Starting, listing, checking and stopping servers, whatever the engine.</summary>
public sealed class RegisteredServersTests : IDisposable
{
    private readonly MemoryServers _world = new();

    public void Dispose() => _world.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_is_listed_with_its_engine_until_it_is_stopped()
    {
        var started = Assert.Single(await _world.StartAsync("web-1"));

        var listed = Assert.Single(_world.Servers.List());
        Assert.Equal(("web-1", ServerState.Running, "Memory", started.Address), (listed.Name, listed.State, listed.Runtime, listed.Address));
        Assert.Equal(1 << 20, listed.Usage!.MemoryBytes);
        Assert.EndsWith("/servers/web-1/console", listed.ConsolePath, StringComparison.Ordinal);

        await _world.Servers.StopAsync(listed, cancel: Cancel);
        Assert.Empty(_world.Servers.List());
        Assert.Empty(_world.Runtime.Running);
        Assert.Empty(_world.Runtime.Places);
    }

    [Fact]
    public async Task The_folder_of_a_stop_that_was_killed_at_its_end_goes()
    {
        await _world.StartAsync("web-1");
        var left = Directory.CreateDirectory(Path.Combine(_world.Host.Servers, ".gone-web-2")).FullName;

        using (await _world.Host.LockAsync(Cancel))
        {
            // Somebody is at work, and it may be theirs.
            await _world.Servers.ClearUpAsync(Cancel);
            Assert.True(Directory.Exists(left));
        }
        await _world.Servers.ClearUpAsync(Cancel);

        Assert.False(Directory.Exists(left));
        Assert.Single(_world.Servers.List());
    }

    [Fact]
    public async Task Many_servers_have_names_and_places_of_their_own()
    {
        var started = await _world.StartAsync(count: 20);

        Assert.Equal(20, started.Select(server => server.Name).Distinct().Count());
        Assert.Equal(20, started.Select(server => server.Address).Distinct().Count());
        Assert.Equal(_world.Runtime.Running, _world.Servers.List("web*").Select(server => server.Name));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_and_takes_nothing()
    {
        await _world.StartAsync("web-1");

        await Assert.ThrowsAsync<ServerExistsException>(() => _world.StartAsync("web-1"));

        Assert.Equal(["web-1"], _world.Runtime.Places);
    }

    [Fact]
    public async Task A_server_that_does_not_come_up_leaves_nothing()
    {
        _world.Runtime.Fault = record => new ServerStartException(record.Name, "no", "");

        await Assert.ThrowsAsync<ServerStartException>(() => _world.StartAsync("web-1"));

        Assert.Empty(_world.Servers.List());
        Assert.Empty(_world.Runtime.Places);
    }

    [Fact]
    public async Task Others_beside_a_failed_start_are_stopped_or_handed_out()
    {
        _world.Runtime.Fault = record => record.Slot == 3 ? new ServerStartException(record.Name, "no", "") : null;
        var handed = new List<string>();

        await Assert.ThrowsAsync<ServerStartException>(async () =>
        {
            await foreach (var server in _world.Servers.StartAsync(_world.Image, new StartOptions { Count = 8 }, cancel: Cancel))
            {
                handed.Add(server.Name);
            }
        });

        Assert.Equal(handed.Order(StringComparer.Ordinal), _world.Runtime.Running);
        Assert.Equal(_world.Runtime.Running, _world.Servers.List().Select(server => server.Name));
    }

    [Fact]
    public async Task How_long_a_start_took_is_known_later_too()
    {
        var started = Assert.Single(await _world.StartAsync("web-1"));

        Assert.True(started.StartDurationSeconds > 0);
        Assert.Equal(started.StartDurationSeconds, _world.Servers.Get("web-1").StartDurationSeconds);
    }

    [Fact]
    public async Task The_checks_of_the_engine_are_run_beside_those_of_the_definition()
    {
        var server = Assert.Single(await _world.StartAsync("web-1"));

        var result = await _world.Servers.TestAsync(server, cancel: Cancel);

        Assert.True(result.Passed);
        Assert.Equal(["exec /bin/true", "is in the table"], result.Checks.Select(check => check.Name));
    }

    [Fact]
    public async Task A_server_whose_init_has_ended_is_dead_and_cannot_be_tested()
    {
        var server = Assert.Single(await _world.StartAsync("web-1"));
        _world.Runtime.Die("web-1");

        Assert.Equal(ServerState.Dead, _world.Servers.Get("web-1").State);
        await Assert.ThrowsAsync<ServerNotRunningException>(() => _world.Servers.TestAsync(server, cancel: Cancel));
        await _world.Servers.StopAsync(server, cancel: Cancel);
        Assert.Empty(_world.Servers.List());
    }

    [Fact]
    public async Task An_object_from_before_does_not_reach_a_new_server_of_its_name()
    {
        var old = Assert.Single(await _world.StartAsync("web-1"));
        await _world.Servers.StopAsync(old, cancel: Cancel);
        await _world.StartAsync("web-1");

        await Assert.ThrowsAsync<ServerNotFoundException>(() => _world.Servers.StopAsync(old, cancel: Cancel));
        Assert.Equal(["web-1"], _world.Runtime.Running);
    }

    [Fact]
    public async Task A_damaged_record_is_stopped_by_force_alone()
    {
        await _world.StartAsync("web-1");
        File.WriteAllText(_world.FileOf("web-1", "server.json"), "{");

        var damaged = Assert.Single(_world.Servers.List());
        Assert.Equal(ServerState.Damaged, damaged.State);
        await Assert.ThrowsAsync<ServerNotRunningException>(() => _world.Servers.StopAsync(damaged, cancel: Cancel));
        await _world.Servers.StopAsync(damaged, force: true, Cancel);

        Assert.Empty(_world.Runtime.Running);
        Assert.Empty(_world.Runtime.Places);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_of_an_unknown_engine_is_left_as_it_is(bool isAbandoned)
    {
        await _world.StartAsync("web-1");
        var file = _world.FileOf("web-1", "server.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"Memory\"", "\"Other\"", StringComparison.Ordinal));
        if (isAbandoned)
        {
            File.WriteAllText(_world.FileOf("web-1", "stopping"), "");
        }

        var listed = Assert.Single(_world.Servers.List());
        Assert.Equal((ServerState.Damaged, "Other"), (listed.State, listed.Runtime));
        var error = await Assert.ThrowsAsync<UnknownRuntimeException>(() => _world.Servers.StopAsync(listed, force: true, Cancel));
        Assert.Contains("version that started it", error.Remedy, StringComparison.Ordinal);
        await _world.StartAsync("web-2");

        Assert.Equal(["web-1", "web-2"], _world.Runtime.Running);
        Assert.Equal(["web-1", "web-2"], _world.Servers.List().Select(server => server.Name));
    }

    [Fact]
    public async Task What_a_killed_command_left_is_cleared_up_next_but_not_by_looking()
    {
        await _world.StartAsync("web-1");
        File.WriteAllText(_world.FileOf("web-1", "stopping"), "");

        Assert.Equal(ServerState.Dead, Assert.Single(_world.Servers.List()).State);
        Assert.Equal(["web-1"], _world.Runtime.Running);
        await _world.StartAsync("web-2");

        Assert.Equal(["web-2"], _world.Runtime.Running);
        Assert.Equal(["web-2"], _world.Runtime.Places);
    }

    [Fact]
    public async Task One_that_does_not_die_keeps_its_name_and_place_and_holds_up_no_other()
    {
        var server = Assert.Single(await _world.StartAsync("web-1"));
        _world.Runtime.Clings = name => name == "web-1";
        await Assert.ThrowsAsync<BusyException>(() => _world.Servers.StopAsync(server, cancel: Cancel));

        var warnings = new List<string>();
        await _world.StartAsync("web-2", warn: warnings.Add);
        Assert.Equal(["web-1", "web-2"], _world.Runtime.Places);
        Assert.Equal(
            ["Something is left of server web-1, which is not needed any more: Server web-1 is in use by a process that does not die. The next command tries again."], warnings);

        _world.Runtime.Clings = _ => false;
        await _world.Servers.ClearUpAsync(Cancel);
        Assert.Equal(["web-2"], _world.Runtime.Places);
    }

    [Fact]
    public async Task Watching_tells_each_change_and_ends_with_the_servers()
    {
        var fails = false;
        _world.Runtime.ExitCode = _ => Volatile.Read(ref fails) ? 1 : 0;
        var servers = await _world.StartAsync("web-1");
        var seen = new List<string>();

        await foreach (var result in _world.Servers.WatchAsync(servers, TimeSpan.FromMilliseconds(10), Cancel))
        {
            seen.Add(string.Join(',', result.Checks.Select(check => $"{check.Name} {check.Passed}")));
            if (seen.Count == 1)
            {
                Volatile.Write(ref fails, true);
            }
            else
            {
                _world.Runtime.Die("web-1");
            }
        }

        Assert.Equal(["exec /bin/true True,is in the table True", "exec /bin/true False,is in the table True", "runs False"], seen);
    }
}
