using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using ContainerState.Core.Tests.Servers;
using ContainerState.Errors;
using ContainerState.Supervisors;

namespace ContainerState.Core.Tests.Supervisors;

/// <summary>A supervisor over servers in memory.</summary>
public sealed class SupervisorRunTests : IAsyncLifetime
{
    private readonly MemoryServers _world = new();
    private readonly ConcurrentQueue<SupervisorEvent> _events = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SystemdNotifier _systemd = SystemdNotifier.Open();
    private Task _run = Task.CompletedTask;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _systemd.Dispose();
        _stop.Dispose();
        _world.Dispose();
    }

    [Fact]
    public async Task It_brings_up_as_many_as_it_shall_and_replaces_one_that_dies()
    {
        Begin(3);
        await UntilAsync(() => Told(SupervisorEventKind.Started) == 3);
        Assert.Equal(["web-1", "web-2", "web-3"], _world.Runtime.Running);

        _world.Runtime.Die("web-2");
        await UntilAsync(() => Told(SupervisorEventKind.Replaced) == 1 && _world.Runtime.Running.Count() == 3);

        var died = Assert.Single(_events, told => told.Kind == SupervisorEventKind.Died);
        Assert.Equal("web-2", died.Server);
    }

    [Fact]
    public async Task It_says_of_one_that_is_replaced_why_it_ended()
    {
        _world.Runtime.HowEnded = record => record.Name switch
        {
            "web-1" => new() { EndedUtc = DateTime.UtcNow, ExitCode = 3 },
            "web-2" => new() { EndedUtc = DateTime.UtcNow, Signal = "SIGKILL", OutOfMemory = true },
            _ => null,
        };
        Begin(3);
        await UntilAsync(() => Told(SupervisorEventKind.Started) == 3);

        _world.Runtime.Die("web-1");
        await UntilAsync(() => Told(SupervisorEventKind.Replaced) == 1);
        _world.Runtime.Die("web-2");
        await UntilAsync(() => Told(SupervisorEventKind.Replaced) == 2);
        // Nobody knows, however long it is waited for.
        _world.Runtime.Die("web-3");
        await UntilAsync(() => Told(SupervisorEventKind.Replaced) == 3);

        Assert.Equal(
            [("web-1", ": exit code 3"), ("web-2", ": killed by SIGKILL, out of memory"), ("web-3", "")],
            _events.Where(told => told.Kind == SupervisorEventKind.Replaced).Select(told => (told.Server, Regex.Match(told.Detail, "^by web-[0-9]+(.*)$").Groups[1].Value)));
        Assert.Equal(
            ["after : exit code 3", "after : killed by SIGKILL, out of memory", "after "],
            _events.Where(told => told.Kind == SupervisorEventKind.Died).Select(told => Regex.Replace(told.Detail, "[0-9.]+ s", "")));
    }

    [Fact]
    public async Task A_successor_is_not_held_up_by_an_end_that_is_not_known_yet()
    {
        var known = false;
        _world.Runtime.HowEnded = _ => Volatile.Read(ref known) ? new() { EndedUtc = DateTime.UtcNow, ExitCode = 1 } : null;
        Begin(1);
        await UntilAsync(() => Told(SupervisorEventKind.Started) == 1);

        _world.Runtime.Die("web-1");
        await UntilAsync(() => Told(SupervisorEventKind.Started) == 2);
        await UntilAsync(() => Told(SupervisorEventKind.Died) == 1);
        Assert.Equal(0, Told(SupervisorEventKind.Replaced));
        Volatile.Write(ref known, true);
        await UntilAsync(() => Told(SupervisorEventKind.Replaced) == 1);

        Assert.Equal("by web-2: exit code 1", _events.Single(told => told.Kind == SupervisorEventKind.Replaced).Detail);
    }

    [Fact]
    public async Task It_tells_what_others_have_left_and_goes_on()
    {
        var stuck = Assert.Single(await _world.StartAsync("other"));
        _world.Runtime.Clings = name => name == "other";
        await Assert.ThrowsAsync<BusyException>(() => _world.Servers.StopAsync(stuck, cancel: TestContext.Current.CancellationToken));

        Begin(1);
        await UntilAsync(() => Told(SupervisorEventKind.Started) == 1);

        Assert.Contains(_events, told => told.Kind == SupervisorEventKind.Trouble && told.Detail.StartsWith("Something is left of server other, ", StringComparison.Ordinal));
        _world.Runtime.Clings = _ => false;
    }

    [Fact]
    public async Task It_replaces_one_whose_checks_fail_again_and_again()
    {
        Begin(2);
        await UntilAsync(() => Told(SupervisorEventKind.Started) == 2);

        _world.Runtime.ExitCode = server => server.Name == "web-1" ? 1 : 0;
        await UntilAsync(() => Told(SupervisorEventKind.Replaced) >= 1);

        Assert.Contains(_events, told => told.Kind == SupervisorEventKind.Failed && told.Server == "web-1");
        await UntilAsync(() => !_world.Runtime.Running.Contains("web-1"));
    }

    [Fact]
    public async Task It_takes_over_servers_of_an_earlier_run_and_leaves_them_running()
    {
        Begin(2);
        await UntilAsync(() => Told(SupervisorEventKind.Started) == 2);
        await _stop.CancelAsync();
        await _run;
        Assert.Equal(["web-1", "web-2"], _world.Runtime.Running);

        using var stop = new CancellationTokenSource();
        var again = Run(2, stop.Token);
        await UntilAsync(() => Told(SupervisorEventKind.TakenOver) == 2);
        await stop.CancelAsync();
        await again;

        Assert.Equal(2, Told(SupervisorEventKind.Started));
        Assert.Equal(["web-1", "web-2"], _world.Runtime.Running);
    }

    [Fact]
    public async Task It_backs_off_when_no_server_comes_up()
    {
        _world.Runtime.Fault = record => new ServerStartException(record.Name, "no", "");
        Begin(1);

        await UntilAsync(() => Told(SupervisorEventKind.BackingOff) > 0);

        Assert.Contains(_events, told => told.Kind == SupervisorEventKind.Failed);
        Assert.Empty(_world.Runtime.Running);
        Assert.InRange(_world.Runtime.Places.Count(), 0, 1);
    }

    [Fact]
    public async Task It_lets_servers_of_others_alone()
    {
        await _world.StartAsync("web-7");
        Begin(1);
        await UntilAsync(() => Told(SupervisorEventKind.Started) == 1);

        Assert.Equal(["web-1", "web-7"], _world.Runtime.Running);
        Assert.Equal(0, Told(SupervisorEventKind.TakenOver));
    }

    [Fact]
    public async Task What_it_counts_outlives_it_and_a_later_run_goes_on()
    {
        Begin(2);
        await UntilAsync(() => SupervisorTally.Read(_world.Host, "web") is { Well: 2, Count: 2, HasEnded: false });
        _world.Runtime.Die("web-1");
        await UntilAsync(() => Told(SupervisorEventKind.Replaced) == 1);
        await _stop.CancelAsync();
        await _run;

        var tally = SupervisorTally.Read(_world.Host, "web")!;
        Assert.True(tally.HasEnded);
        Assert.Equal(_events.CountBy(told => told.Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal), tally.Events.Select(kind => KeyValuePair.Create(kind.Key, (int)kind.Value)).OrderBy(kind => kind.Key, StringComparer.Ordinal));
        Assert.Equal((3, 1), (tally.Events[SupervisorEventKind.Started], tally.Events[SupervisorEventKind.Died]));

        using var stop = new CancellationTokenSource();
        var again = Run(2, stop.Token);
        await UntilAsync(() => SupervisorTally.Read(_world.Host, "web") is { HasEnded: false } now && now.Events.GetValueOrDefault(SupervisorEventKind.TakenOver) == 2);
        await stop.CancelAsync();
        await again;
        var later = SupervisorTally.Read(_world.Host, "web")!;
        Assert.Equal((3, tally.SinceUtc), (later.Events[SupervisorEventKind.Started], later.SinceUtc));
    }

    [Fact]
    public async Task It_keeps_servers_where_it_cannot_write_what_it_counts()
    {
        Directory.CreateDirectory(_world.Host.Run);
        await File.WriteAllTextAsync(_world.Host.Supervisors, "no folder", TestContext.Current.CancellationToken);

        Begin(1);
        await UntilAsync(() => Told(SupervisorEventKind.Started) == 1 && Told(SupervisorEventKind.Trouble) == 1);

        Assert.Equal(["web-1"], _world.Runtime.Running);
    }

    [Fact]
    public async Task Connections_go_to_those_that_are_well_unless_none_is()
    {
        _run = Run(3, _stop.Token, "8080:80");
        await UntilAsync(() => _world.Runtime.Serving.SequenceEqual(["web-1", "web-2", "web-3"]));
        _world.Runtime.Fault = record => new ServerStartException(record.Name, "there is no room", "");

        _world.Runtime.ExitCode = server => server.Name == "web-2" ? 1 : 0;
        await UntilAsync(() => _world.Runtime.Serving.SequenceEqual(["web-1", "web-3"]));
        // Nobody would be served if the last ones were taken out as well.
        _world.Runtime.ExitCode = _ => 1;
        await UntilAsync(() => Told(SupervisorEventKind.Failed) >= 3);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.Single(_world.Runtime.Serving);

        _world.Runtime.ExitCode = _ => 0;
        await UntilAsync(() => _world.Runtime.Serving.SequenceEqual(["web-1", "web-2", "web-3"]));
    }

    [Fact]
    public async Task One_that_died_gets_no_connections_and_its_successor_does()
    {
        _run = Run(2, _stop.Token, "8080:80");
        await UntilAsync(() => _world.Runtime.Serving.Count() == 2);

        _world.Runtime.Die("web-1");
        await UntilAsync(() => _world.Runtime.Serving.SequenceEqual(["web-2", "web-3"]) || (_world.Runtime.Serving.SequenceEqual(["web-1", "web-2"]) && Told(SupervisorEventKind.Replaced) == 1));
        await UntilAsync(() => _world.Runtime.Serving.SequenceEqual(_world.Runtime.Running));
    }

    [Fact]
    public async Task The_next_supervisor_lets_in_those_that_pass_their_checks()
    {
        using (var first = new CancellationTokenSource())
        {
            // As if it were killed before it had let anybody in.
            _world.Runtime.ServeFault = () => new ProgramFailedException("nft", 1, "not now");
            var run = Run(2, first.Token, "8080:80");
            await UntilAsync(() => Told(SupervisorEventKind.Started) == 2 && Told(SupervisorEventKind.Trouble) >= 1);
            await first.CancelAsync();
            await run;
        }
        Assert.Empty(_world.Runtime.Serving);
        _world.Runtime.ServeFault = () => null;

        _run = Run(2, _stop.Token, "8080:80");
        await UntilAsync(() => _world.Runtime.Serving.SequenceEqual(["web-1", "web-2"]));
    }

    [Fact]
    public async Task What_could_not_be_changed_about_connections_is_tried_again()
    {
        _run = Run(3, _stop.Token, "8080:80");
        await UntilAsync(() => _world.Runtime.Serving.Count() == 3);
        _world.Runtime.Fault = record => new ServerStartException(record.Name, "there is no room", "");

        _world.Runtime.ServeFault = () => new ProgramFailedException("nft", 1, "not now");
        _world.Runtime.ExitCode = server => server.Name == "web-2" ? 1 : 0;
        await UntilAsync(() => Told(SupervisorEventKind.Trouble) >= 2);
        Assert.Equal(["web-1", "web-2", "web-3"], _world.Runtime.Serving);
        _world.Runtime.ServeFault = () => null;

        await UntilAsync(() => _world.Runtime.Serving.SequenceEqual(["web-1", "web-3"]));
    }

    private void Begin(int count) => _run = Run(count, _stop.Token);

    private Task Run(int count, CancellationToken stop, params string[] publish)
    {
        var options = new SupervisorOptions
        {
            Start = new() { Publish = publish },
            Drain = TimeSpan.FromSeconds(0.1),
            Name = "web",
            Count = count,
            Image = _world.Image,
            Interval = TimeSpan.FromSeconds(0.1),
            Failures = 2,
            Settle = TimeSpan.Zero,
        };
        options.Check();
        return new SupervisorRun(_world.Servers, options, _events.Enqueue, _systemd).RunAsync(stop);
    }

    private int Told(string kind) => _events.Count(told => told.Kind == kind);

    private async Task UntilAsync(Func<bool> holds) =>
        Assert.True(await Eventually.LookAsync(holds, held => held), string.Join("; ", _events.Select(told => $"{told.Kind} {told.Server} {told.Detail}")));
}
