using System.Runtime.CompilerServices;
using ContainerState.Containers;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Logs;
using ContainerState.Platform;
using ContainerState.Servers.Runtimes;
using ContainerState.Servers.Runtimes.Lxc;

namespace ContainerState.Servers;

/// <summary>What <see cref="EphemeralServers"/> does, on the servers of one registry.</summary>
internal sealed class RegisteredServers
{
    /// <summary>The servers of a host.</summary>
    /// <param name="host">The host.</param>
    /// <param name="runtimes">The engines, the one for new servers first.</param>
    public RegisteredServers(Host host, params IReadOnlyList<IServerRuntime> runtimes)
    {
        Host = host;
        Registry = new(host, runtimes) { Ending = KeepEnd };
        Tester = new(Registry);
        Ends = new(Registry);
        Traffic = new(Registry);
    }

    /// <summary>The host.</summary>
    public Host Host { get; }

    /// <summary>The registry.</summary>
    public ServerRegistry Registry { get; }

    /// <summary>Runs checks.</summary>
    public ServerTester Tester { get; }

    /// <summary>How servers ended.</summary>
    public ServerEnds Ends { get; }

    /// <summary>Which servers get the connections to ports that several publish.</summary>
    public FleetTraffic Traffic { get; }

    /// <summary>The servers of a host, with every engine that there is.</summary>
    public static RegisteredServers Of(Host host) => new(host, new LxcRuntime(host));

    /// <inheritdoc cref="EphemeralServers.StartAsync"/>
    public async IAsyncEnumerable<EphemeralServer> StartAsync(
        ServerImage image,
        StartOptions options,
        IProgress<StepProgress>? progress = null,
        Action<EphemeralServer, ContainerStateException>? unready = null,
        Action<string>? warn = null,
        [EnumeratorCancellation] CancellationToken cancel = default)
    {
        if (options.Count is < 1 or > StartOptions.MostServers)
        {
            throw new InvalidNameException("count", $"{options.Count}", $"1 to {StartOptions.MostServers}");
        }
        if (options.TimeoutSeconds is not (null or (>= 0 and <= StartOptions.LongestTimeoutSeconds)))
        {
            throw new InvalidNameException("timeout", $"{options.TimeoutSeconds}", $"0 to {StartOptions.LongestTimeoutSeconds} seconds");
        }
        options = await SecretSource.ReadFilesAsync(options, cancel);
        var inputs = StartInputs.From(options);
        // The rest is cleared up where the servers are reserved, under the lock that both need.
        await new LogRelays(Host).TendAsync(cancel);
        await using var batch = await ServerBatch.BeginAsync(this, image, options, inputs, progress, warn, cancel);
        ContainerStateException? first = null;
        await foreach (var (server, fault) in batch.Started(cancel))
        {
            if (fault is null)
            {
                yield return server;
            }
            else if (unready is null)
            {
                first ??= fault;
            }
            else
            {
                unready(server, fault);
            }
        }
        if (first is not null)
        {
            throw first;
        }
    }

    /// <inheritdoc cref="EphemeralServers.List"/>
    public IReadOnlyList<EphemeralServer> List(string? pattern = null)
    {
        var servers = new List<EphemeralServer>();
        var logs = new SpoolStateReader();
        foreach (var name in Registry.Names().Where(name => pattern is null || NamePattern.Matches(pattern, name)))
        {
            if (Registry.Read(name) is { } found)
            {
                servers.Add(Describe(name, found.Record, found.State, logs));
            }
        }
        return servers;
    }

    /// <inheritdoc cref="EphemeralServers.Get"/>
    public EphemeralServer Get(string name)
    {
        ContainerName.OfServerThatIs(name);
        return Registry.Read(name) is { } found ? Describe(name, found.Record, found.State, new()) : throw new ServerNotFoundException(name);
    }

    /// <inheritdoc cref="EphemeralServers.TestAsync"/>
    public async Task<ServerTestResult> TestAsync(EphemeralServer server, Action<ContainerStateException>? ended = null, CancellationToken cancel = default)
    {
        await ClearUpAsync(cancel);
        try
        {
            return await Tester.TestAsync(RequireSame(server), cancel);
        }
        catch (ServerNotRunningException fault) when (ended is not null)
        {
            ended(fault);
            return ServerTestResult.OfEnded(Get(server.Name));
        }
    }

    /// <inheritdoc cref="EphemeralServers.WatchAsync"/>
    public async IAsyncEnumerable<ServerTestResult> WatchAsync(
        IReadOnlyCollection<EphemeralServer> servers, TimeSpan interval, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await ClearUpAsync(cancel);
        await foreach (var result in new ServerWatch(this).WatchAsync(servers, interval, cancel))
        {
            yield return result;
        }
    }

    /// <inheritdoc cref="EphemeralServers.WaitAsync"/>
    public async Task WaitAsync(EphemeralServer server, TimeSpan patience, CancellationToken cancel)
    {
        await ClearUpAsync(cancel);
        try
        {
            await new ServerWatch(this).WaitAsync(server, patience, cancel);
        }
        catch (ServerNotRunningException)
        {
            throw await EndedAsync(server, cancel);
        }
    }

    /// <inheritdoc cref="EphemeralServers.StopAsync"/>
    public async Task StopAsync(EphemeralServer server, bool force = false, CancellationToken cancel = default)
    {
        await StopOneAsync(server, force, cancel);
        await ClearUpAsync(cancel);
    }

    /// <summary>The same, for one of many: the caller clears up, after the last. Not before: that would take away, too, what it is about to stop.</summary>
    public async Task StopOneAsync(EphemeralServer server, bool force, CancellationToken cancel)
    {
        using var hold = await Registry.TakeAsync(ContainerName.OfServerThatIs(server.Name), cancel);
        var found = Registry.Read(server.Name) ?? throw new ServerNotFoundException(server.Name);
        if (found.Record is { } record)
        {
            RequireSame(server, record.StartedUtc);
            if (record.Network.Fleet.Length > 0)
            {
                // So that no connection is sent to it while it goes.
                await Traffic.SetAsync(record.Name, serves: false);
            }
        }
        else if (!force)
        {
            throw new ServerNotRunningException(server.Name, nameof(ServerState.Damaged));
        }
        await Registry.RemoveAsync(server.Name, cancel);
    }

    /// <summary>A record, for those who ask.</summary>
    public EphemeralServer Describe(ServerRecord record, string state, SpoolStateReader logs)
    {
        var spool = record.Spool is { } folder ? new LogSpool(folder) : null;
        var log = spool is null ? null : logs.Of(spool);
        return new()
        {
            Name = record.Name,
            State = state,
            Image = record.Image,
            Commit = record.Commit,
            Address = record.Address,
            Network = record.Network,
            Serves = record.Network.Fleet.Length == 0 ? null : Registry.FindRuntime(record.Runtime)?.Serves(record),
            Volumes = record.Volumes,
            ProcessId = state == ServerState.Running ? record.Processes!.Init.Id : 0,
            StartedUtc = record.StartedUtc,
            StartDurationSeconds = Seconds.Of(record.StartSeconds),
            Runtime = record.Runtime,
            ConsolePath = spool?.Console.Path ?? ConsoleOf(record.Name, record.Runtime),
            SyslogPath = spool?.Syslog.Path ?? "",
            LogServer = log?.Server,
            LogWaitingBytes = log?.WaitingBytes ?? 0,
            LogFault = log?.Fault,
            FirstUserId = record.FirstUserId,
            Definition = record.Definition,
            Supervisor = record.Supervisor,
        };
    }

    /// <summary>The error for a server that has ended, with the reason. That is known a moment later, and waited for.</summary>
    public async Task<ContainerStateException> EndedAsync(EphemeralServer server, CancellationToken cancel)
    {
        var end = Deadline.In(ServerEnds.Patience);
        while (true)
        {
            try
            {
                var now = Get(server.Name);
                RequireSame(server, now.StartedUtc);
                if (now.State != ServerState.Dead || now.End is not null || end.IsOver)
                {
                    return NotRunning(now);
                }
            }
            catch (ServerNotFoundException gone)
            {
                return gone;
            }
            await Task.Delay(2, cancel);
        }
    }

    private static ServerNotRunningException NotRunning(EphemeralServer server) => new(server.Name, server.State, why: server.End?.WithLastLine());

    private void KeepEnd(ServerRecord record, DateTime stoppedUtc)
    {
        var server = Describe(record, ServerState.Stopped, new());
        new EndedServers(Host).Keep(server with { End = Ends.Of(record, server.ConsolePath, stoppedUtc) });
    }

    private EphemeralServer Describe(string name, ServerRecord? record, string state, SpoolStateReader logs) =>
        record is not null
            ? Describe(record, state, logs) is var server && state == ServerState.Running
                ? server with { Usage = Registry.RequireRuntime(name, record.Runtime).Usage(name) }
                : state == ServerState.Dead ? server with { End = Ends.Of(record, server.ConsolePath) } : server
            : new() { Name = name, State = state, Image = "", Address = "", ConsolePath = ConsoleOf(name, "") };

    private string ConsoleOf(string name, string runtime) => (Registry.FindRuntime(runtime) ?? Registry.Runtime).Console(Registry.Folder(name));

    /// <summary>The server as it is now.</summary>
    /// <exception cref="ServerNotFoundException">It has gone.</exception>
    /// <exception cref="ServerNotRunningException">It does not run.</exception>
    public EphemeralServer RequireSame(EphemeralServer server)
    {
        var now = Get(server.Name);
        RequireSame(server, now.StartedUtc);
        return now.State == ServerState.Running ? now : throw NotRunning(now);
    }

    // An object from before must not reach a server that has its name by now.
    private static void RequireSame(EphemeralServer server, DateTime startedUtc)
    {
        if (server.StartedUtc != default && startedUtc != default && server.StartedUtc != startedUtc)
        {
            throw new ServerNotFoundException(server.Name);
        }
    }

    /// <summary>Ends what commands that were killed have left, and looks after the logs on their way to log servers.</summary>
    public async Task ClearUpAsync(CancellationToken cancel)
    {
        if (Registry.NeedsSweep())
        {
            using var hold = await Registry.LockAsync(cancel);
            await Registry.SweepAsync(cancel);
        }
        await new LogRelays(Host).TendAsync(cancel);
    }
}
