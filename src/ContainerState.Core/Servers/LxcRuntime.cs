using ContainerState.Containers;
using ContainerState.Hosts;

namespace ContainerState.Servers;

/// <summary>Servers as LXC containers.</summary>
internal sealed class LxcRuntime : IServerRuntime
{
    // What is mounted does not change while we run.
    private readonly Lazy<IReadOnlyList<CgroupHierarchy>> _cgroups = new(CgroupHierarchy.ReadAll);

    /// <inheritdoc/>
    public string Name => "Lxc";

    /// <inheritdoc/>
    public Task<ContainerProcesses> StartAsync(ServerRecord record, bool egress, CancellationToken cancel)
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
            FirstId = record.FirstUserId,
            Network = new ContainerNetwork(record.Slot, subnet, egress),
        };
        return LxcContainer.StartAsync(spec, _cgroups.Value, cancel);
    }

    /// <inheritdoc/>
    public Task ClearAsync(string folder, ServerRecord? record, int? slot, bool unsure, CancellationToken cancel)
    {
        var known = record is { Processes: { } processes } && record.Boot == ServerRegistry.Boot
            ? [processes.Init, processes.Monitor]
            : Array.Empty<ProcessIdentity>();
        return ContainerRemains.ClearAsync(folder, known, slot, unsure, cancel);
    }
}
