using System.Diagnostics;
using System.Threading.Channels;
using ContainerState.Containers;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Logs;
using ContainerState.Platform;

namespace ContainerState.Servers;

/// <summary>Servers that are being started together.</summary>
internal sealed class ServerBatch : IAsyncDisposable
{
    // A start waits for the kernel more than it computes (network and cgroup changes wait for each other); more than
    // this many at once are no faster on two processors.
    private const int AtOnce = 8;

    // Of a server that is stopped since it was waited for in vain, since nobody can read its console any more.
    private const int LinesTold = 5;

    private readonly Channel<(EphemeralServer Server, ContainerStateException? Fault)> _started = Channel.CreateUnbounded<(EphemeralServer, ContainerStateException?)>();
    private readonly CancellationTokenSource _stop;
    private readonly RegisteredServers _servers;
    private readonly IProgress<StepProgress>? _progress;
    private readonly TimeSpan _reserving;
    private readonly StartOptions _options;
    private readonly IReadOnlyDictionary<string, Secret> _secrets;
    private readonly Task _work;
    private readonly int _count;
    private int _done;

    private ServerBatch(
        RegisteredServers all, IReadOnlyList<Reservation> servers, StartOptions options, StartInputs inputs, TimeSpan reserving, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        _servers = all;
        _secrets = inputs.Secrets;
        _options = options;
        _progress = progress;
        _reserving = reserving;
        _count = servers.Count;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _work = Task.Run(() => StartAllAsync(servers), CancellationToken.None);
    }

    private sealed record Reservation(ServerRecord Record, FileLock Hold);

    /// <summary>Reserves names, numbers and folders, and begins to start.</summary>
    public static async Task<ServerBatch> BeginAsync(
        RegisteredServers all, ServerImage image, StartOptions options, StartInputs inputs, IProgress<StepProgress>? progress, Action<string>? warn, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        inputs = inputs with { Network = inputs.Network.In(options.Fleet ?? (options.Count > 1 ? options.Name ?? image.Name : "")) };
        var servers = await ReserveAsync(all.Host, all.Registry, image, options, inputs, warn, cancel);
        return new(all, servers, options, inputs, clock.Elapsed, progress, cancel);
    }

    /// <summary>The servers, each as soon as it is up, with a fault when it was waited for in vain; then the fault of the one that did not come up, if any.</summary>
    public IAsyncEnumerable<(EphemeralServer Server, ContainerStateException? Fault)> Started(CancellationToken cancel) => _started.Reader.ReadAllAsync(cancel);

    /// <summary>Stops what is still being started, and what was started but never handed out.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        while (_started.Reader.TryRead(out var orphan))
        {
            await StopAsync(orphan.Server);
        }
        _stop.Dispose();
    }

    private static async Task<IReadOnlyList<Reservation>> ReserveAsync(
        Host host, ServerRegistry registry, ServerImage image, StartOptions options, StartInputs inputs, Action<string>? warn, CancellationToken cancel)
    {
        // Before the lock, since reading a whole image takes a moment, the first time after a boot. Also when it is mounted: it
        // may have been written over since.
        new ImageStore(host).RequireWhole(image);
        using var hold = await registry.LockAsync(cancel);
        foreach (var left in await registry.SweepAsync(cancel))
        {
            warn?.Invoke(left);
        }
        var names = ServerName.Choose(image, options, registry.Names().ToHashSet(StringComparer.Ordinal));
        VolumeHolders.RequireFree(host, registry, inputs.Volumes, names.Count, options.Supervisor);
        var servers = new List<Reservation>();
        try
        {
            var places = await registry.Runtime.ReserveAsync(image, names, inputs, cancel);
            var spools = await new ServerSpools(host).OpenAsync(image, options, cancel);
            var now = DateTime.UtcNow;
            foreach (var (name, place) in names.Zip(places))
            {
                var record = new ServerRecord
                {
                    Format = ServerRecord.CurrentFormat,
                    Name = name,
                    Boot = ServerRegistry.Boot,
                    Runtime = registry.Runtime.Name,
                    Image = image.Id,
                    Commit = image.Commit,
                    CommittedUtc = image.CommittedUtc,
                    Slot = place.Number,
                    Address = place.Address,
                    FirstUserId = place.FirstUserId,
                    StartedUtc = now,
                    Definition = inputs.Over(image.Definition),
                    Network = inputs.Network,
                    Volumes = inputs.Volumes,
                    Supervisor = options.Supervisor,
                    Spool = spools is null ? null : LogSpool.Create(host, spools, name, image.Id, image.Commit).Folder,
                };
                servers.Add(new(record, registry.Create(record)));
            }
            return servers;
        }
        catch
        {
            servers.ForEach(server => server.Hold.Dispose());
            await registry.SweepAsync(CancellationToken.None);
            throw;
        }
    }

    private async Task StartAllAsync(IReadOnlyList<Reservation> servers)
    {
        Exception? fault = null;
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = _stop.Token };
            await Parallel.ForEachAsync(servers, options, async (server, cancel) => await StartOneAsync(server, cancel));
        }
        catch (Exception error)
        {
            // Of several faults the first is told; the others are most often the same.
            fault = error is AggregateException { InnerExceptions: [var first, ..] } ? first : error;
        }
        foreach (var server in servers.Where(server => !server.Hold.IsReleased))
        {
            await GiveUpAsync(server);
        }
        _started.Writer.Complete(fault);
    }

    private async Task StartOneAsync(Reservation server, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var registry = _servers.Registry;
        EphemeralServer started;
        try
        {
            var processes = await registry.Runtime.StartAsync(registry.Folder(server.Record.Name), server.Record, _secrets, cancel);
            var record = server.Record with { Processes = processes, StartSeconds = (_reserving + clock.Elapsed).TotalSeconds };
            registry.Complete(record);
            server.Hold.Dispose();
            started = _servers.Describe(record, ServerState.Running, new());
        }
        catch
        {
            await GiveUpAsync(server);
            throw;
        }
        ContainerStateException? fault = null;
        if (_options.Wait)
        {
            try
            {
                await WaitAsync(started, cancel);
            }
            catch (OperationCanceledException)
            {
                await StopAsync(started);
                throw;
            }
            catch (ServerNotRunningException)
            {
                (started, fault) = await LeaveAsync(started, await _servers.EndedAsync(started, cancel));
            }
            catch (ContainerStateException vain) when (vain is ServerNotReadyException or ServerNotFoundException)
            {
                // The others go on: that one is not ready says nothing of them.
                (started, fault) = await LeaveAsync(started, vain);
            }
        }
        if (fault is null && _options.Serves && server.Record.Network.Fleet.Length > 0)
        {
            await _servers.Traffic.SetAsync(started.Name, serves: true);
            started = started with { Serves = true };
        }
        _progress?.Report(new("Start", started.Name, (double)Interlocked.Increment(ref _done) / _count));
        await _started.Writer.WriteAsync((started, fault), CancellationToken.None);
    }

    private Task WaitAsync(EphemeralServer server, CancellationToken cancel) => _options.TimeoutSeconds is { } seconds
        ? new ServerWatch(_servers).WaitAsync(server, TimeSpan.FromSeconds(seconds), cancel)
        : _servers.Tester.RequireAsync(server, cancel);

    // The server as it is from now on, and the fault with what to do about it then.
    private async Task<(EphemeralServer Server, ContainerStateException Fault)> LeaveAsync(EphemeralServer server, ContainerStateException fault)
    {
        if (!_options.StopUnready)
        {
            return (fault is ServerNotFoundException ? server.AsStopped() : Now(server), fault);
        }
        var said = LastLines(server);
        await StopAsync(server);
        var remedy = $"It was stopped. {(said.Length > 0 ? $"The last that it wrote: {said}." : "It wrote nothing.")}";
        return (server.AsStopped(), fault switch
        {
            ServerNotReadyException unready => new ServerNotReadyException(unready.Name, unready.Failures, remedy),
            ServerNotRunningException ended => new ServerNotRunningException(ended.Name, ended.State, remedy, ended.Why),
            _ => fault,
        });
    }

    private EphemeralServer Now(EphemeralServer server)
    {
        try
        {
            return _servers.Get(server.Name);
        }
        catch (ServerNotFoundException)
        {
            return server.AsStopped();
        }
    }

    private static string LastLines(EphemeralServer server)
    {
        try
        {
            return string.Join(" | ", ServerLog.Read(server.Name, server.ConsolePath, LinesTold).Select(line => OneLine.From(line.Text)));
        }
        catch (ServerNotFoundException)
        {
            // Somebody else has stopped it.
            return "";
        }
    }

    private async Task StopAsync(EphemeralServer orphan)
    {
        try
        {
            await _servers.StopAsync(orphan, force: true, CancellationToken.None);
        }
        catch (ServerNotFoundException)
        {
            // Somebody else was faster.
        }
    }

    private async Task GiveUpAsync(Reservation server)
    {
        if (server.Hold.IsReleased)
        {
            return;
        }
        try
        {
            await _servers.Registry.RemoveAsync(server.Record.Name, CancellationToken.None);
        }
        catch (BusyException)
        {
            // Its marker stands, and the next command tries again; the fault that led here says more.
        }
        finally
        {
            server.Hold.Dispose();
        }
    }
}
