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
            FirstId = record.FirstUserId,
            Network = new ContainerNetwork(record.Slot, subnet, record.Network.NeedsGateway, record.Network.Group.Length == 0),
        };
        var inputs = await ServerInputs.PrepareAsync(spec, secrets, record.Network.Dns, cancel);
        var processes = await LxcContainer.StartAsync(spec with { Inputs = inputs }, _cgroups.Value, cancel);
        ServerInputs.Remove(record.Name);
        return processes;
    }

    /// <inheritdoc/>
    public async Task ClearAsync(string folder, ServerRecord? record, int? slot, bool unsure, CancellationToken cancel)
    {
        var known = record is { Processes: { } processes } && record.Boot == ServerRegistry.Boot
            ? [processes.Init, processes.Monitor]
            : Array.Empty<ProcessIdentity>();
        await ContainerRemains.ClearAsync(folder, known, slot, unsure, cancel);
        // Of a start that was killed.
        ServerInputs.Remove(Path.GetFileName(folder));
    }
}
