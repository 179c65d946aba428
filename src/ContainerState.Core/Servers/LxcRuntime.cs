using ContainerState.Containers;
using ContainerState.Hosts;
using ContainerState.Logs;
using ContainerState.StateRepos;

namespace ContainerState.Servers;

/// <summary>Servers as LXC containers.</summary>
internal sealed class LxcRuntime : IServerRuntime
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    // What is mounted does not change while we run.
    private readonly Lazy<IReadOnlyList<CgroupHierarchy>> _cgroups = new(CgroupHierarchy.ReadAll);

    /// <inheritdoc/>
    public string Name => "Lxc";

    /// <inheritdoc/>
    public async Task<ContainerProcesses> StartAsync(ServerRecord record, IReadOnlyDictionary<string, byte[]> secrets, CancellationToken cancel)
    {
        var subnet = HostBridge.Find() ?? throw new Errors.HostNotReadyException([$"the bridge {HostBridge.Name} has gone"]);
        var spec = new ContainerSpec
        {
            Name = record.Name,
            Folder = ServerRegistry.Folder(record.Name),
            RootFolder = ImageMounts.Folder(record.Image),
            RootDevice = record.Definition.Limits.DiskReadBytes > 0 ? ImageMounts.Device(record.Image) : "",
            Init = record.Definition.Init,
            Environment = record.Definition.Environment,
            Writable = record.Definition.Writable,
            Limits = record.Definition.Limits,
            MoreCalls = record.Definition.Seccomp?.Allow ?? [],
            NoNetlink = record.Definition.Seccomp?.NoNetlink ?? false,
            AllArchitectures = record.Definition.Seccomp?.AllArchitectures ?? false,
            FirstId = record.FirstUserId,
            Network = new ContainerNetwork(record.Slot, subnet, record.Network.NeedsGateway, record.Network.Group.Length == 0),
            Spool = record.Spool is { } folder ? new LogSpool(folder).Console.Path : null,
        };
        if (spec.Spool is { } console)
        {
            // Where a fault of the start is looked for.
            File.CreateSymbolicLink(ContainerFiles.Console(spec.Folder), console);
        }
        var room = record.Definition.Log?.SpoolBytes ?? LogDefinition.DefaultSpoolBytes;
        if (record.Spool is { } open)
        {
            await SyslogReceiver.StartAsync(spec.Name, spec.FirstId, new LogSpool(open).Syslog, room, cancel);
            spec = spec with { Syslog = SyslogReceiver.Socket(spec.Name) };
        }
        var inputs = await ServerInputs.PrepareAsync(spec, secrets, record.Network.Dns, cancel);
        var processes = await LxcContainer.StartAsync(spec with { Inputs = inputs }, _cgroups.Value, cancel);
        ServerInputs.Remove(record.Name);
        if (record.Spool is { } spool)
        {
            await new LogSpool(spool).Console.LimitAsync(new(processes.Monitor, room), cancel);
        }
        return processes;
    }

    /// <inheritdoc/>
    public async Task ClearAsync(string folder, ServerRecord? record, int? slot, bool unsure, TimeSpan patience, CancellationToken cancel)
    {
        var known = record is { Processes: { } processes } && record.Boot == ServerRegistry.Boot
            ? [processes.Init, processes.Monitor]
            : Array.Empty<ProcessIdentity>();
        if (record?.Spool is not null && known is [var init, var monitor])
        {
            // The monitor has the last of the console in its hands, and ends by itself once it has written that.
            init.Kill();
            var end = Environment.TickCount64 + (long)LastWords.TotalMilliseconds;
            while (monitor.IsAlive() && Environment.TickCount64 < end)
            {
                await Task.Delay(1, cancel);
            }
        }
        await ContainerRemains.ClearAsync(folder, known, slot, unsure, patience, cancel);
        // Of a start that was killed.
        ServerInputs.Remove(Path.GetFileName(folder));
        await SyslogReceiver.StopAsync(Path.GetFileName(folder), record?.Spool is { } open ? new LogSpool(open).Syslog : null, unsure, cancel);
        if (record?.Spool is { } spool)
        {
            new LogSpool(spool).Close();
        }
    }
}
