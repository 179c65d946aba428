using ContainerState.Core.Tests.Servers;
using ContainerState.Errors;
using ContainerState.Logs;
using ContainerState.Platform;
using ContainerState.Reports;
using ContainerState.Servers;
using ContainerState.Supervisors;

namespace ContainerState.Core.Tests.Reports;

/// <summary>On servers in memory.</summary>
public sealed class HostMetricsTests : IDisposable
{
    private static readonly DateTime Committed = new(2026, 1, 31, 12, 0, 0, DateTimeKind.Utc);

    private readonly MemoryServers _world = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_host_without_servers_has_numbers_too()
    {
        var lines = Lines();

        Assert.Equal(
            ["containerstate_servers{state=\"Damaged\"} 0", "containerstate_servers{state=\"Dead\"} 0", "containerstate_servers{state=\"Running\"} 0", "containerstate_servers{state=\"Starting\"} 0"],
            lines.Where(line => !line.StartsWith("containerstate_build_info{version=\"", StringComparison.Ordinal)));
        Assert.False(Directory.Exists(_world.Host.Run));
        Assert.False(Directory.Exists(_world.Host.Home));
    }

    [Fact]
    public async Task Each_server_is_in_its_state_and_the_damaged_too()
    {
        await _world.StartAsync("web", count: 3);
        _world.Runtime.Die("web-2");
        File.WriteAllText(_world.FileOf("web-3", "server.json"), "{");

        var lines = Lines();

        Assert.Contains("containerstate_servers{state=\"Running\"} 1", lines);
        Assert.Contains("containerstate_servers{state=\"Dead\"} 1", lines);
        Assert.Contains("containerstate_servers{state=\"Damaged\"} 1", lines);
        Assert.Equal(["web-1\"} 1", "web-2\"} 0", "web-3\"} 0"], Values(lines, "containerstate_server_up{server=\""));
        Assert.Equal(["web-1\"} 1048576"], Values(lines, "containerstate_server_memory_bytes{server=\""));
        Assert.Equal(["web-1\"} 536870912"], Values(lines, "containerstate_server_memory_limit_bytes{server=\""));
        Assert.Equal(["web-1\"} 0.5"], Values(lines, "containerstate_server_cpu_seconds_total{server=\""));
        Assert.Equal(["web-1\"} 1"], Values(lines, "containerstate_server_processes{server=\""));
        Assert.Contains($"containerstate_server_info{{server=\"web-2\",image_name=\"web\",image=\"{_world.Image.Id}\",commit=\"\",supervisor=\"\"}} 1", lines);
    }

    [Fact]
    public async Task The_newest_commit_is_that_of_servers_that_run()
    {
        foreach (var (id, name, days) in ((char, string, int)[])[('a', "old", 0), ('b', "new", 1), ('c', "dead", 2)])
        {
            var image = _world.MakeImage(id) with { Commit = new string(id, 40), CommittedUtc = Committed.AddDays(days) };
            await foreach (var _ in _world.Servers.StartAsync(image, new StartOptions { Name = name }, cancel: Cancel))
            {
                // Started.
            }
        }
        _world.Runtime.Die("dead");

        Assert.Equal(["web\"} 1769947200"], Values(Lines(), "containerstate_newest_commit_timestamp_seconds{image_name=\""));
    }

    [Fact]
    public async Task A_check_is_there_as_it_was_last_run_whoever_ran_it()
    {
        var server = Assert.Single(await _world.StartAsync("web"));
        Assert.DoesNotContain(Lines(), line => line.StartsWith("containerstate_check", StringComparison.Ordinal));

        await _world.Servers.WaitAsync(server, TimeSpan.FromSeconds(5), Cancel);
        Assert.Equal(["exec /bin/true\"} 1"], Values(Lines(), "containerstate_check_passed{server=\"web\",check=\""));

        await _world.Servers.TestAsync(server, cancel: Cancel);
        _world.Runtime.ExitCode = _ => 1;
        await Assert.ThrowsAsync<ServerNotReadyException>(() => _world.Servers.WaitAsync(server, TimeSpan.Zero, Cancel));

        var lines = Lines();
        Assert.Equal(["exec /bin/true\"} 0", "is in the table\"} 1"], Values(lines, "containerstate_check_passed{server=\"web\",check=\""));
        Assert.Equal(2, Values(lines, "containerstate_check_duration_seconds{server=\"web\",check=\"").Count);
        Assert.Equal(2, Values(lines, "containerstate_check_timestamp_seconds{server=\"web\",check=\"").Count);
    }

    [Fact]
    public async Task Checks_of_one_name_are_one_and_those_of_an_earlier_server_are_none()
    {
        var server = Assert.Single(await _world.StartAsync("web"));
        var checks = new LastChecks(_world.Servers.Registry);
        checks.Note(server, [new("a", true, 2, 1, ""), new("a", false, 1, 1, ""), new("b", true, 1, 1, ""), new("b", true, 3, 1, "")]);
        Assert.Equal([("a", false, 1d), ("b", true, 3d)], checks.Read("web", server.StartedUtc).Select(check => (check.Name, check.Passed, check.DurationSeconds)));

        Assert.Empty(checks.Read("web", server.StartedUtc.AddTicks(1)));
        File.WriteAllText(_world.FileOf("web", "checks.json"), "{\"checks\":[null]}");
        Assert.Empty(checks.Read("web", default));
        await _world.Servers.StopAsync(server, cancel: Cancel);
        // One that has gone meanwhile is not made again.
        checks.Note(server, [new("a", true, 2, 1, "")]);
        Assert.False(Directory.Exists(_world.Servers.Registry.Folder("web")));
    }

    [Fact]
    public void A_supervisor_is_up_for_as_long_as_it_has_its_lock()
    {
        new SupervisorTally { SinceUtc = Committed, Count = 5, Well = 4, IsRollingOut = true, Events = new Dictionary<string, long> { ["Died"] = 3, ["RolledOut"] = 1 } }.Write(_world.Host, "web");
        using (FileLock.TryTake(SupervisorTally.LockOf(_world.Host, "web")))
        {
            var up = Lines();
            Assert.Contains("containerstate_supervisor_up{supervisor=\"web\"} 1", up);
            Assert.Contains("containerstate_supervisor_servers_wanted{supervisor=\"web\"} 5", up);
            Assert.Contains("containerstate_supervisor_servers_well{supervisor=\"web\"} 4", up);
            Assert.Contains("containerstate_supervisor_rolling_out{supervisor=\"web\"} 1", up);
        }

        var lines = Lines();
        Assert.Contains("containerstate_supervisor_up{supervisor=\"web\"} 0", lines);
        Assert.Contains("containerstate_supervisor_events_total{supervisor=\"web\",event=\"Died\"} 3", lines);
        Assert.Contains("containerstate_supervisor_events_total{supervisor=\"web\",event=\"RolledOut\"} 1", lines);
        Assert.Contains("containerstate_supervisor_events_total{supervisor=\"web\",event=\"RolledBack\"} 0", lines);
        Assert.Contains("containerstate_supervisor_counting_timestamp_seconds{supervisor=\"web\"} 1769860800", lines);
        // What it wrote last is not how its servers are.
        Assert.Empty(Values(lines, "containerstate_supervisor_servers_well"));
    }

    [Fact]
    public async Task A_supervisor_that_was_ended_with_all_its_servers_is_not_missed()
    {
        new SupervisorTally { SinceUtc = Committed, HasEnded = true }.Write(_world.Host, "web");
        Assert.Empty(Values(Lines(), "containerstate_supervisor_up"));

        await foreach (var _ in _world.Servers.StartAsync(_world.Image, new StartOptions { Name = "web-1", Supervisor = "web" }, cancel: Cancel))
        {
            // Started.
        }
        Assert.Equal(["web\"} 0"], Values(Lines(), "containerstate_supervisor_up{supervisor=\""));

        File.WriteAllText(Path.Combine(_world.Host.Supervisors, "web.json"), "{\"since");
        Assert.Empty(Values(Lines(), "containerstate_supervisor_up"));
    }

    [Fact]
    public void What_waits_for_a_log_server_is_there_also_of_servers_that_are_gone()
    {
        var relay = new RelayFiles(Path.Combine(_world.Host.Relays, "one"));
        Directory.CreateDirectory(relay.Spools);
        File.WriteAllText(relay.Target, "relp://logs");
        Assert.Empty(Values(Lines(), "containerstate_log"));
        Spool("web-1", "12345\n").Close();
        Spool("web-1", "");
        Spool("web-2", "").Close();
        RelayOutage.Say(relay, "rsyslogd is not installed.");

        var lines = Lines();

        Assert.Equal(["relp://logs\",server=\"web-1\"} 6"], Values(lines, "containerstate_log_waiting_bytes{log_server=\""));
        Assert.Equal(["relp://logs\"} 1"], Values(lines, "containerstate_log_faulty{log_server=\""));

        LogSpool Spool(string server, string text)
        {
            var spool = LogSpool.Create(_world.Host, relay.Spools, server, "image", "");
            File.WriteAllText(spool.Console.Path, text);
            return spool;
        }
    }

    private List<string> Lines() => [.. PrometheusText.Of(new HostMetrics(_world.Servers).ReadAll()).Split('\n').Where(line => line.Length > 0 && line[0] != '#')];

    private static List<string> Values(List<string> lines, string beginning) =>
        [.. lines.Where(line => line.StartsWith(beginning, StringComparison.Ordinal)).Select(line => line[beginning.Length..])];
}
