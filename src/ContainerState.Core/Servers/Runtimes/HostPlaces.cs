using ContainerState.Containers;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Networks;
using ContainerState.Platform;

namespace ContainerState.Servers.Runtimes;

/// <summary>
/// What servers have of their host, whatever engine runs them: a number, from which address, device and user ids follow, the bridge with its rules,
/// the mounted image, and the names of their group.
/// </summary>
internal sealed class HostPlaces(Host host)
{
    private SlotPool Slots => new(host);

    private HostBridge Bridge => new(host);

    private NetworkRules Rules => new(host);

    private ImageMounts Images => new(host);

    private GroupHosts Groups => new(host);

    /// <inheritdoc cref="IServerRuntime.ReserveAsync"/>
    /// <param name="image">The image that all of them run from.</param>
    /// <param name="names">The servers' names, which nobody has.</param>
    /// <param name="inputs">What is handed over to each.</param>
    /// <param name="require">Looks whether the engine can run the image, which is mounted in this folder, with these inputs.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<IReadOnlyList<ServerPlace>> ReserveAsync(
        ServerImage image, IReadOnlyList<string> names, StartInputs inputs, Action<string> require, CancellationToken cancel)
    {
        var firstId = SubordinateIds.Find() ?? throw new HostNotReadyException(["no user ids are reserved for servers"]);
        var subnet = Bridge.Find() ?? await Bridge.EnsureAsync(cancel);
        var used = Slots.ReadAll();
        HostPorts.RequireFree(inputs.Network, used);
        var slots = Slots.Take(names, image.Id, inputs.Network, used, subnet);
        await HostBridge.RuleAsync(slots.Select(slot => ContainerNetwork.HardwareAddressOf(slot.Number)), cancel);
        require(Images.Ensure(image));
        // Also where nothing is open for these: whoever reloads a firewall of their own takes our rules away with theirs.
        await Rules.ApplyAsync([.. used, .. slots], always: true, cancel);
        return [.. slots.Select(slot => new ServerPlace(
            slot.Number, subnet.Server(slot.Number).ToString(), firstId + ((long)slot.Number * SubordinateIds.PerServer)))];
    }

    /// <summary>The network that servers are in.</summary>
    /// <exception cref="HostNotReadyException">It has gone since the place was reserved.</exception>
    public Subnet RequireSubnet() => Bridge.Find() ?? throw new HostNotReadyException([$"the bridge {HostBridge.Name} has gone"]);

    /// <summary>The number of a server; null when it has none any more.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="noted">What its record says; null when that is damaged.</param>
    public int? NumberOf(string name, int? noted) => Slots.Find(name, noted)?.Number;

    /// <summary>Has a server in the names of its group, and those of its group in its own. For a server in none, nothing.</summary>
    public async Task ShowGroupAsync(ServerRecord record, Subnet subnet, CancellationToken cancel)
    {
        if (record.Network.Group.Length > 0)
        {
            using var hold = await host.LockAsync(cancel);
            Groups.Update(Slots.ReadAll(), subnet);
        }
    }

    /// <inheritdoc cref="IServerRuntime.ServeAsync"/>
    public async Task ServeAsync(IReadOnlyCollection<string> admitted, IReadOnlyCollection<string> withdrawn, CancellationToken cancel)
    {
        Slots.Serve(admitted, withdrawn);
        await Rules.ApplyAsync(Slots.ReadAll(), always: false, cancel);
    }

    /// <inheritdoc cref="IServerRuntime.Serves"/>
    public bool Serves(ServerRecord record) => Slots.Find(record.Name, record.Slot)?.TakesConnections ?? false;

    /// <inheritdoc cref="IServerRuntime.ReleaseAsync"/>
    public async Task<IReadOnlyList<string>> ReleaseAsync(IReadOnlySet<string> names, CancellationToken cancel)
    {
        // What is still there of a server is seen by its device: then its number is not free yet.
        foreach (var slot in Slots.ReadAll().Where(slot => !names.Contains(slot.Name) && !ContainerNetwork.Exists(slot.Number)))
        {
            Slots.Release(slot.Number);
        }
        var slots = Slots.ReadAll();
        var busy = Images.RemoveUnused(slots.Select(slot => slot.Image).ToHashSet(StringComparer.Ordinal));
        await Rules.ApplyAsync(slots, always: false, cancel);
        Groups.Update(slots, Bridge.Find());
        return busy;
    }

    /// <inheritdoc cref="IServerRuntime.ForgetEarlierBoot"/>
    public void ForgetEarlierBoot()
    {
        foreach (var file in Directory.GetFiles(host.Slots).Concat(Directory.GetFiles(host.Groups)).Concat(Rules.Files))
        {
            File.Delete(file);
        }
    }
}
