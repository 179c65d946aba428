using System.Diagnostics;
using System.Threading.Channels;
using ContainerState.Containers;
using ContainerState.Errors;
using ContainerState.Hosts;
using ContainerState.Images;
using ContainerState.Logs;
using ContainerState.Processes;

namespace ContainerState.Servers;

/// <summary>Servers that are being started together.</summary>
internal sealed class ServerBatch : IAsyncDisposable
{
    // A start waits for the kernel more than it computes (network and cgroup changes wait for each other); more than
    // this many at once are no faster on two processors.
    private const int AtOnce = 8;

    private readonly Channel<EphemeralServer> _started = Channel.CreateUnbounded<EphemeralServer>();
    private readonly CancellationTokenSource _stop;
    private readonly IProgress<StepProgress>? _progress;
    private readonly TimeSpan _reserving;
    private readonly StartOptions _options;
    private readonly IReadOnlyDictionary<string, byte[]> _secrets;
    private readonly Task _work;
    private readonly int _count;
    private int _done;

    private ServerBatch(
        IReadOnlyList<Reservation> servers, StartOptions options, StartInputs inputs, TimeSpan reserving, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
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
        ServerImage image, StartOptions options, StartInputs inputs, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var servers = await ReserveAsync(image, options, inputs, cancel);
        return new(servers, options, inputs, clock.Elapsed, progress, cancel);
    }

    /// <summary>The servers, each as soon as it is up; then the fault of the one that did not come up, if any.</summary>
    public IAsyncEnumerable<EphemeralServer> Started(CancellationToken cancel) => _started.Reader.ReadAllAsync(cancel);

    /// <summary>Stops what is still being started, and what was started but never handed out.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        while (_started.Reader.TryRead(out var orphan))
        {
            await StopAsync(orphan);
        }
        _stop.Dispose();
    }

    private static async Task<IReadOnlyList<Reservation>> ReserveAsync(ServerImage image, StartOptions options, StartInputs inputs, CancellationToken cancel)
    {
        if (AppArmor.IsEnabled() && AppArmor.IsLoaded() == false)
        {
            throw new HostNotReadyException([$"the AppArmor profile {AppArmor.Profile} is not loaded: apparmor_parser -r {AppArmor.ProfileFile}"]);
        }
        // Before the lock, since reading a whole image takes a moment, the first time after a boot. Also when it is mounted: it
        // may have been written over since.
        ImageStore.RequireWhole(image);
        using var hold = await ServerRegistry.LockAsync(cancel);
        await ServerRegistry.SweepAsync(cancel);
        var firstId = SubordinateIds.Find() ?? throw new HostNotReadyException(["no user ids are reserved for servers"]);
        var subnet = HostBridge.Find() ?? await HostBridge.EnsureAsync(cancel);
        var names = ServerName.Choose(image, options, ServerRegistry.Names().ToHashSet(StringComparer.Ordinal));
        var servers = new List<Reservation>();
        try
        {
            var used = SlotPool.ReadAll();
            HostPorts.RequireFree(inputs.Network.Published, used);
            var slots = SlotPool.Take(names, image.Id, inputs.Network, used, subnet);
            await HostBridge.RuleAsync(slots.Select(slot => ContainerNetwork.HardwareAddressOf(slot.Number)), cancel);
            var root = await ImageMounts.EnsureAsync(image.Id, image.Path, cancel);
            ServerInputs.RequirePlace(root, inputs.Secrets.Count > 0, inputs.Network.Dns.Count > 0, image.Definition.Writable);
            // Also where nothing is open for these: whoever reloads a firewall of their own takes our rules away with theirs.
            await NetworkRules.ApplyAsync([.. used, .. slots], always: true, cancel);
            var spools = await ServerSpools.OpenAsync(image, options, cancel);
            var now = DateTime.UtcNow;
            foreach (var slot in slots)
            {
                var record = new ServerRecord
                {
                    Format = ServerRecord.CurrentFormat,
                    Name = slot.Name,
                    Boot = ServerRegistry.Boot,
                    Runtime = ServerRegistry.Runtime.Name,
                    Image = image.Id,
                    Commit = image.Commit,
                    Slot = slot.Number,
                    Address = subnet.Server(slot.Number).ToString(),
                    FirstUserId = firstId + ((long)slot.Number * SubordinateIds.PerServer),
                    StartedUtc = now,
                    Definition = inputs.Over(image.Definition),
                    Network = inputs.Network,
                    Supervisor = options.Supervisor,
                    Spool = spools is null ? null : LogSpool.Create(spools, slot.Name, image.Id, image.Commit).Folder,
                };
                servers.Add(new(record, ServerRegistry.Create(record)));
            }
            return servers;
        }
        catch
        {
            servers.ForEach(server => server.Hold.Dispose());
            await ServerRegistry.SweepAsync(CancellationToken.None);
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
        EphemeralServer started;
        try
        {
            var processes = await ServerRegistry.Runtime.StartAsync(server.Record, _secrets, cancel);
            var record = server.Record with { Processes = processes };
            ServerRegistry.Complete(record);
            server.Hold.Dispose();
            started = EphemeralServers.Describe(record, ServerState.Running, new()) with { StartDuration = _reserving + clock.Elapsed };
        }
        catch
        {
            await GiveUpAsync(server);
            throw;
        }
        if (_options.Wait)
        {
            try
            {
                await ServerTester.RequireAsync(started, cancel);
            }
            catch (OperationCanceledException)
            {
                await StopAsync(started);
                throw;
            }
        }
        _progress?.Report(new("Start", started.Name, (double)Interlocked.Increment(ref _done) / _count));
        await _started.Writer.WriteAsync(started, CancellationToken.None);
    }

    private static async Task StopAsync(EphemeralServer orphan)
    {
        try
        {
            await EphemeralServers.StopAsync(orphan, force: true, CancellationToken.None);
        }
        catch (ServerNotFoundException)
        {
            // Somebody else was faster.
        }
    }

    private static async Task GiveUpAsync(Reservation server)
    {
        if (server.Hold.IsReleased)
        {
            return;
        }
        try
        {
            await ServerRegistry.RemoveAsync(server.Record.Name, CancellationToken.None);
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
