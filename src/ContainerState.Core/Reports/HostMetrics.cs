using ContainerState.Containers;
using ContainerState.Errors;
using ContainerState.Platform;
using ContainerState.Rebuilds;
using ContainerState.Servers;
using ContainerState.Supervisors;

namespace ContainerState.Reports;

/// <summary>The numbers of a host for monitoring. Looking takes no lock, clears nothing up and starts nothing.</summary>
public sealed class HostMetrics
{
    private static readonly string[] States = [ServerState.Starting, ServerState.Running, ServerState.Dead, ServerState.Damaged];

    // Those that a supervisor has not told of yet are there too, as 0: of a number that appears, nobody can say by how much it grew.
    private static readonly string[] Kinds =
    [
        SupervisorEventKind.TakenOver, SupervisorEventKind.Started, SupervisorEventKind.Died, SupervisorEventKind.Failed, SupervisorEventKind.Replaced,
        SupervisorEventKind.Stopped, SupervisorEventKind.RollingOut, SupervisorEventKind.RolledOut, SupervisorEventKind.RolledBack,
        SupervisorEventKind.BackingOff, SupervisorEventKind.Trouble,
    ];

    private static readonly string[] Outcomes =
        [RebuildOutcome.Replaced, RebuildOutcome.Unchanged, RebuildOutcome.RolledBack, RebuildOutcome.Failed, RebuildOutcome.Running, RebuildOutcome.Interrupted];

    private readonly RegisteredServers _servers;
    private readonly LastChecks _checks;

    /// <summary>The numbers of a host.</summary>
    public HostMetrics(Host host)
        : this(RegisteredServers.Of(host))
    {
    }

    /// <summary>The numbers of the host of these servers.</summary>
    internal HostMetrics(RegisteredServers servers) => (_servers, _checks) = (servers, new(servers.Registry));

    private Host Host => _servers.Host;

    private sealed record Seen(string Name, ServerRecord? Record, string State)
    {
        public (string, string)[] Labels { get; } = [("server", Name)];
    }

    private sealed record Running(Seen Server, ServerRecord Record, ServerUsage Usage);

    /// <summary>All numbers as they are now.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root.</exception>
    public IReadOnlyList<Metric> Read()
    {
        Root.Require("Reading the numbers of servers");
        return ReadAll();
    }

    /// <summary>The same, for who has seen to it that the servers can be read.</summary>
    internal IReadOnlyList<Metric> ReadAll()
    {
        var servers = _servers.Registry.Names()
            .Select(name => _servers.Registry.Read(name) is var (record, state) ? new Seen(name, record, state) : null)
            .OfType<Seen>().ToList();
        var running = servers.Where(server => server is { State: ServerState.Running, Record: not null })
            .Select(server => new Running(server, server.Record!, _servers.Registry.RequireRuntime(server.Name, server.Record!.Runtime).Usage(server.Name)))
            .ToList();
        return [Version(), .. OfServers(servers), .. OfRunning(running), .. OfChecks(running), .. OfSupervisors(servers), .. OfRebuilds(), .. OfLogs()];
    }

    private static Metric Version() => new(
        "containerstate_build_info", Metric.Gauge, "Always 1; the version that made these numbers.",
        [new([("version", typeof(HostMetrics).Assembly.GetName().Version!.ToString(3))], 1)]);

    private static IEnumerable<Metric> OfServers(List<Seen> servers) =>
    [
        new(
            "containerstate_servers", Metric.Gauge, "Servers by what they are doing.",
            [.. States.Select(state => new MetricSample([("state", state)], servers.Count(server => server.State == state)))]),
        new(
            "containerstate_server_up", Metric.Gauge, "1 when a server runs, else 0.",
            [.. servers.Select(server => new MetricSample(server.Labels, server.State == ServerState.Running ? 1 : 0))]),
        new(
            "containerstate_server_info", Metric.Gauge, "Always 1, for each server whose record can be read; what it runs from.",
            [.. servers.Where(server => server.Record is not null).Select(server => new MetricSample(
                [
                    .. server.Labels, ("image_name", server.Record!.Definition.Name), ("image", server.Record.Image),
                    ("commit", server.Record.Commit), ("supervisor", server.Record.Supervisor),
                ],
                1))]),
    ];

    private static IEnumerable<Metric> OfRunning(List<Running> running) =>
    [
        OfEach(running, "containerstate_server_start_timestamp_seconds", Metric.Gauge, "When a server that runs was started, in seconds since 1970.", one => Timestamp(one.Record.StartedUtc)),
        OfEach(running, "containerstate_server_memory_bytes", Metric.Gauge, "Memory that a server has, with its tmpfs and the files that it has read.", one => one.Usage.MemoryBytes),
        OfEach(
            running, "containerstate_server_memory_limit_bytes", Metric.Gauge, "Memory that a server may have; nothing where there is no limit.",
            one => one.Record.Definition.Limits.MemoryBytes is > 0 and var limit ? limit : null),
        OfEach(running, "containerstate_server_cpu_seconds_total", Metric.Counter, "Processor time that a server has used since its start.", one => one.Usage.CpuSeconds),
        OfEach(running, "containerstate_server_processes", Metric.Gauge, "Processes and threads of a server.", one => one.Usage.Processes),
        new(
            "containerstate_newest_commit_timestamp_seconds", Metric.Gauge,
            "When the newest commit was committed that a server of this name in state.yaml runs from, in seconds since 1970.",
            [.. running.Where(one => one.Record.CommittedUtc is not null)
                .GroupBy(one => one.Record.Definition.Name, one => one.Record.CommittedUtc!.Value, StringComparer.Ordinal)
                .Select(same => new MetricSample([("image_name", same.Key)], Timestamp(same.Max())))]),
    ];

    private IEnumerable<Metric> OfChecks(List<Running> running)
    {
        var checks = running.SelectMany(one => _checks.Read(one.Server.Name, one.Record.StartedUtc).Select(check => (Labels: (IReadOnlyList<(string, string)>)[.. one.Server.Labels, ("check", check.Name)], Check: check))).ToList();
        return
        [
            new("containerstate_check_passed", Metric.Gauge, "1 when a check passed the last time that it was run, else 0.", [.. checks.Select(one => new MetricSample(one.Labels, one.Check.Passed ? 1 : 0))]),
            new("containerstate_check_duration_seconds", Metric.Gauge, "How long a check took the last time that it was run, all tries together.", [.. checks.Select(one => new MetricSample(one.Labels, one.Check.DurationSeconds))]),
            new("containerstate_check_timestamp_seconds", Metric.Gauge, "When a check was last run, in seconds since 1970.", [.. checks.Select(one => new MetricSample(one.Labels, Timestamp(one.Check.EndedUtc)))]),
        ];
    }

    private IEnumerable<Metric> OfSupervisors(List<Seen> servers)
    {
        var kept = servers.Select(server => server.Record?.Supervisor).ToHashSet(StringComparer.Ordinal);
        var supervisors = SupervisorTally.Names(Host)
            .Select(name => (Name: name, Tally: SupervisorTally.Read(Host, name)!, IsUp: SupervisorTally.IsRunning(Host, name)))
            // One that somebody ended, and of which no server is left, is missed by nobody.
            .Where(one => one.Tally is not null && (one.IsUp || !one.Tally.HasEnded || kept.Contains(one.Name)))
            .Select(one => (Labels: ((string, string)[])[("supervisor", one.Name)], one.Tally, one.IsUp)).ToList();
        var up = supervisors.Where(one => one.IsUp).ToList();
        return
        [
            new("containerstate_supervisor_up", Metric.Gauge, "1 while a supervisor runs, else 0.", [.. supervisors.Select(one => new MetricSample(one.Labels, one.IsUp ? 1 : 0))]),
            new("containerstate_supervisor_servers_wanted", Metric.Gauge, "How many servers a supervisor that runs is to keep.", [.. up.Select(one => new MetricSample(one.Labels, one.Tally.Count))]),
            new("containerstate_supervisor_servers_well", Metric.Gauge, "How many servers of a supervisor that runs are well.", [.. up.Select(one => new MetricSample(one.Labels, one.Tally.Well))]),
            new("containerstate_supervisor_rolling_out", Metric.Gauge, "1 while a supervisor rolls out a new image, else 0.", [.. up.Select(one => new MetricSample(one.Labels, one.Tally.IsRollingOut ? 1 : 0))]),
            new(
                "containerstate_supervisor_events_total", Metric.Counter, "What a supervisor saw and did since the boot, over all its runs; each kind of event.",
                [.. supervisors.SelectMany(one => Kinds.Select(kind => new MetricSample([.. one.Labels, ("event", kind)], one.Tally.Events.GetValueOrDefault(kind))))]),
            new("containerstate_supervisor_counting_timestamp_seconds", Metric.Gauge, "Since when the events of a supervisor are counted, in seconds since 1970.", [.. supervisors.Select(one => new MetricSample(one.Labels, Timestamp(one.Tally.SinceUtc)))]),
        ];
    }

    private IEnumerable<Metric> OfRebuilds()
    {
        // A name is one repository's; of two that had it one after the other, the last.
        var rebuilds = RebuildRecord.All(Host).GroupBy(record => record.Name, StringComparer.Ordinal)
            .Select(same => same.MaxBy(record => record.StartedUtc)!)
            .Where(record => record.Outcome.Length > 0)
            .Select(record => (Labels: ((string, string)[])[("rebuild", record.Name)], Record: record, Outcome: OutcomeOf(record))).ToList();
        return
        [
            new(
                "containerstate_rebuild_outcome", Metric.Gauge, "1 for what the last rebuild or restore of a name came to, else 0; each outcome.",
                [.. rebuilds.SelectMany(one => Outcomes.Select(outcome => new MetricSample([.. one.Labels, ("outcome", outcome)], one.Outcome == outcome ? 1 : 0)))]),
            new("containerstate_rebuild_run_timestamp_seconds", Metric.Gauge, "When the last rebuild or restore of a name began, in seconds since 1970.", [.. rebuilds.Select(one => new MetricSample(one.Labels, Timestamp(one.Record.StartedUtc)))]),
            new(
                "containerstate_rebuild_success_timestamp_seconds", Metric.Gauge, "When the last rebuild or restore of a name that succeeded ended, in seconds since 1970.",
                [.. rebuilds.Where(one => one.Record.SucceededUtc is not null).Select(one => new MetricSample(one.Labels, Timestamp(one.Record.SucceededUtc!.Value)))]),
            new("containerstate_rebuild_holds", Metric.Gauge, "1 while a restore keeps rebuilds of a name from rolling out HEAD, else 0.", [.. rebuilds.Select(one => new MetricSample(one.Labels, one.Record.Hold is null ? 0 : 1))]),
        ];
    }

    private string OutcomeOf(RebuildRecord record) =>
        record.Outcome == RebuildOutcome.Running && !FileLock.IsTaken(Path.Combine(Host.Rebuilds, record.Name + ".lock")) ? RebuildOutcome.Interrupted : record.Outcome;

    private IEnumerable<Metric> OfLogs()
    {
        // A relay that another command is taking away has no log server any more.
        var states = new UndeliveredLogs(Host).States().Where(one => one.Log.Server.Length > 0).ToList();
        return
        [
            new(
                "containerstate_log_waiting_bytes", Metric.Gauge, "Bytes on this host that a log server was not sent yet, also of servers that are gone.",
                [.. states.GroupBy(one => (one.Log.Server, one.Spool.Server)).Where(same => same.Any(one => one.Log.WaitingBytes > 0 || !one.Spool.IsClosed))
                    .Select(same => new MetricSample([("log_server", same.Key.Item1), ("server", same.Key.Item2)], same.Sum(one => one.Log.WaitingBytes)))]),
            new(
                "containerstate_log_faulty", Metric.Gauge, "1 when something is known to keep the log of a server from a log server, else 0.",
                [.. states.GroupBy(one => one.Log.Server, StringComparer.Ordinal)
                    .Select(same => new MetricSample([("log_server", same.Key)], same.Any(one => one.Log.Fault is not null) ? 1 : 0))]),
        ];
    }

    private static Metric OfEach(List<Running> running, string name, string kind, string help, Func<Running, double?> value) =>
        new(name, kind, help, [.. running.Select(one => (one.Server.Labels, Value: value(one))).Where(one => one.Value is not null).Select(one => new MetricSample(one.Labels, one.Value!.Value))]);

    private static double Timestamp(DateTime utc) => Math.Round((utc - DateTime.UnixEpoch).TotalSeconds, 3);
}
