using System.Globalization;
using ContainerState.Containers;
using ContainerState.Containers.Lxc;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Hosts;
using ContainerState.Images;
using ContainerState.Logs;
using ContainerState.Networks;
using ContainerState.Platform;
using ContainerState.Volumes;

namespace ContainerState.Servers.Runtimes.Lxc;

/// <summary>Servers as LXC containers.</summary>
internal sealed class LxcRuntime(Host host) : IServerRuntime
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    // What is mounted does not change while we run.
    private readonly Lazy<IReadOnlyList<CgroupHierarchy>> _cgroups = new(CgroupHierarchy.ReadAll);

    private HostPlaces Places => new(host);

    private ImageMounts Images => new(host);

    private ServerInputs Inputs => new(host);

    private ServerRoots Roots => new(host);

    private SyslogReceiver Syslog => new(host);

    private BuildSlots Builds => new(host);

    /// <inheritdoc/>
    public string Name => "Lxc";

    /// <inheritdoc/>
    public void MakeFolders() => host.MakeRunFolders();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ServerPlace>> ReserveAsync(ServerImage image, IReadOnlyList<string> names, StartInputs inputs, CancellationToken cancel)
    {
        if (AppArmor.IsEnabled() && AppArmor.IsLoaded() == false)
        {
            throw new HostNotReadyException([$"the AppArmor profile {AppArmor.Profile} is not loaded: apparmor_parser -r {AppArmor.ProfileFile}"]);
        }
        return await Places.ReserveAsync(image, names, inputs, root => Require(image, inputs, root), cancel);
    }

    private void Require(ServerImage image, StartInputs inputs, string root)
    {
        if (Systemd.IsInit(image.Definition, root))
        {
            Systemd.Require(image.Definition, _cgroups.Value);
        }
        var writable = ServerPaths.Writable(image.Definition, root);
        ServerInputs.RequirePlace(root, inputs.Secrets.Count > 0, inputs.Network.Dns.Count > 0, writable);
        inputs.Volumes.ToList().ForEach(volume => volume.RequirePlace(root, writable));
        WritableFolders.RequireRoom(root, writable, [.. inputs.Volumes.Select(volume => volume.Path), Systemd.AllServicesPath], image.Definition.Limits.MemoryBytes);
        _ = SecretOwners.Look(inputs.Secrets, image.Definition.User, root);
    }

    /// <inheritdoc/>
    public async Task<ContainerProcesses> StartAsync(string folder, ServerRecord record, IReadOnlyDictionary<string, Secret> secrets, CancellationToken cancel)
    {
        var subnet = Places.RequireSubnet();
        var root = Images.Folder(record.Image);
        var isSystemd = Systemd.IsInit(record.Definition, root);
        var spec = new ContainerSpec
        {
            Name = record.Name,
            Folder = folder,
            RootFolder = root,
            MappedRoot = await Roots.MountAsync(record.Name, Images.LayerFolders(record.Image), record.FirstUserId, cancel),
            RootDevices = record.Definition.Limits.DiskReadBytes > 0 ? Images.Devices(record.Image) : [],
            Init = isSystemd ? Systemd.Command(record.Definition.Init) : record.Definition.Init,
            OwnsCgroup = isSystemd,
            Files = isSystemd ? new Dictionary<string, string> { [Systemd.AllServicesPath] = Systemd.AllServices } : new(),
            Reaper = Reaper.IsNeeded(record.Definition, root) ? ProgramRunner.Require(Reaper.Program) : null,
            User = record.Definition.User,
            MoreCapabilities = isSystemd ? [.. record.Definition.Capabilities, Systemd.Capability] : record.Definition.Capabilities,
            Environment = record.Definition.Environment,
            Writable = WritableFolders.AsInImage(root, ServerPaths.Writable(record.Definition, root)),
            Limits = record.Definition.Limits,
            Processors = LimitViews.Processors(record.Definition.Limits, record.Slot, ThreadCalls.ProcessorsOf(0)),
            MoreCalls = record.Definition.Seccomp?.Allow ?? [],
            NoNetlink = record.Definition.Seccomp?.NoNetlink ?? false,
            AllArchitectures = record.Definition.Seccomp?.AllArchitectures ?? false,
            FirstId = record.FirstUserId,
            Network = new ContainerNetwork(record.Slot, subnet, record.Network.NeedsGateway, record.Network.Group.Length == 0),
            Spool = record.Spool is { } shipped ? new LogSpool(shipped).Console.Path : null,
        };
        if (spec.Spool is { } console)
        {
            // Where a fault of the start is looked for.
            File.CreateSymbolicLink(ContainerFiles.Console(spec.Folder), console);
        }
        var room = record.Definition.Log?.SpoolBytes ?? LogDefinition.DefaultSpoolBytes;
        if (record.Spool is { } open)
        {
            await Syslog.StartAsync(spec.Name, spec.FirstId, new LogSpool(open).Syslog, room, cancel);
            spec = spec with { Syslog = Syslog.Socket(spec.Name) };
        }
        spec = Inputs.Prepare(spec, _cgroups.Value, SecretOwners.Look(secrets, spec.User, spec.RootFolder), record.Network.Dns, [.. record.Volumes.Select(volume => volume.Path)], record.Network.Group.Length > 0);
        if (record.Volumes.Count > 0)
        {
            spec = spec with { Volumes = await new VolumeMounts(host).MountAsync(Inputs.VolumesOf(record.Name), record.Volumes, spec, cancel) };
        }
        // Before it runs, it has the others' names, and once it runs, they have its.
        await Places.ShowGroupAsync(record, subnet, cancel);
        var processes = await LxcContainer.StartAsync(spec, _cgroups.Value, cancel);
        Inputs.Remove(record.Name);
        Roots.Remove(record.Name);
        await Places.ShowGroupAsync(record, subnet, cancel);
        if (record.Spool is { } spool)
        {
            await new LogSpool(spool).Console.LimitAsync(new(processes.Monitor, room), cancel);
        }
        return processes;
    }

    /// <inheritdoc/>
    public bool IsRunning(ServerRecord record) => record.Processes is { } processes && record.Boot == ServerRegistry.Boot && processes.Init.IsAlive();

    /// <inheritdoc/>
    public Task ServeAsync(IReadOnlyCollection<string> admitted, IReadOnlyCollection<string> withdrawn, CancellationToken cancel) =>
        Places.ServeAsync(admitted, withdrawn, cancel);

    /// <inheritdoc/>
    public bool Serves(ServerRecord record) => Places.Serves(record);

    /// <inheritdoc/>
    public int Connections(ServerRecord record)
    {
        var ports = record.Network.Published.Select(port => port.Port).ToHashSet();
        try
        {
            return ports.Count > 0 && IsRunning(record)
                ? TcpSocket.ReadAll(record.Processes!.Init.Id.ToString(CultureInfo.InvariantCulture)).Count(socket => socket.IsOpen && ports.Contains(socket.Port))
                : 0;
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return 0;
        }
    }

    /// <inheritdoc/>
    public ServerEnd? End(string folder, ServerRecord record) => ContainerEnd.Read(folder, LxcContainer.TellsStatus(record.Spool)) is { } end
        ? ServerEnd.Of(end.Utc, end.ExitCode, end.Signal, end.OutOfMemory, Reaper.IsNeeded(record.Definition, Images.Folder(record.Image)))
        : null;

    /// <inheritdoc/>
    public Task<ProgramResult> ExecuteAsync(
        string folder, EphemeralServer server, IReadOnlyList<string> command, Func<Stream, CancellationToken, Task> output, CancellationToken cancel) =>
        LxcContainer.ExecuteAsync(
            folder, server.ProcessId, server.FirstUserId, server.Definition!.Seccomp?.AllArchitectures ?? false, command, server.Definition!.Environment, output, cancel);

    /// <inheritdoc/>
    public ServerUsage Usage(string name) => ServerUsage.Read(name, _cgroups.Value);

    /// <inheritdoc/>
    public string Console(string folder) => ContainerFiles.Console(folder);

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Func<CancellationToken, Task<CheckAttempt>> See)> Checks(EphemeralServer server) =>
    [
        ("root is read-only", _ => OwnChecks.RootIsReadOnlyAsync(server, [.. Writes(server)])),
        ("nothing listens on 22", cancel => OwnChecks.NothingListensOnSshAsync(server, cancel)),
    ];

    private IEnumerable<string> Writes(EphemeralServer server)
    {
        var root = Images.Folder(server.Image);
        return ServerPaths.Writable(server.Definition!, root).Select(path => path.Path).Concat(server.Volumes.Select(volume => volume.Path)).Concat(Systemd.IsInit(server.Definition!, root) ? [LimitViews.CgroupFolder] : []);
    }

    /// <inheritdoc/>
    public async Task ClearAsync(string folder, ServerRecord? record, bool unsure, bool isSweep, CancellationToken cancel)
    {
        var slot = Places.NumberOf(Path.GetFileName(folder), record?.Slot);
        var known = record is { Processes: { } processes } && record.Boot == ServerRegistry.Boot
            ? [processes.Init, processes.Monitor]
            : Array.Empty<ProcessIdentity>();
        if (record?.Spool is not null && known is [var init, var monitor])
        {
            // The monitor has the last of the console in its hands, and ends by itself once it has written that.
            init.Kill();
            var end = Deadline.In(LastWords);
            while (monitor.IsAlive() && !end.IsOver)
            {
                await Task.Delay(1, cancel);
            }
        }
        await ContainerRemains.ClearAsync(folder, known, slot, unsure, isSweep ? ContainerRemains.SweepPatience : ContainerRemains.Patience, cancel);
        // Of a start that was killed.
        Inputs.Remove(Path.GetFileName(folder));
        Roots.Remove(Path.GetFileName(folder));
        await Syslog.StopAsync(Path.GetFileName(folder), record?.Spool is { } open ? new LogSpool(open).Syslog : null, unsure, cancel);
        if (record?.Spool is { } spool)
        {
            new LogSpool(spool).Close();
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ReleaseAsync(IReadOnlySet<string> names, bool isSweep, CancellationToken cancel)
    {
        var left = isSweep ? await Builds.SweepAsync(cancel) : [];
        var busy = await Places.ReleaseAsync(names, cancel);
        Builds.RemoveShared();
        return [.. left, .. busy];
    }

    /// <inheritdoc/>
    public void ForgetEarlierBoot()
    {
        // Not with what is in them, which could be a volume: each is an empty folder once nothing is mounted there.
        Directory.GetDirectories(host.Inputs).ToList().ForEach(folder => Inputs.Remove(Path.GetFileName(folder)));
        Roots.RemoveAll();
        foreach (var folder in Directory.GetDirectories(host.Sockets))
        {
            Directory.Delete(folder, recursive: true);
        }
        Places.ForgetEarlierBoot();
    }
}
