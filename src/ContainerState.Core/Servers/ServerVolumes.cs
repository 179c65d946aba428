using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Platform;
using ContainerState.Volumes;

namespace ContainerState.Servers;

/// <summary>The volumes of a host: make, list, remove, with the servers that have them.</summary>
public sealed class ServerVolumes(Host host)
{
    private readonly ServerRegistry _registry = RegisteredServers.Of(host).Registry;

    private VolumeStore Store => new(host);

    /// <summary>Makes an empty volume.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="sizeBytes">The most that it takes of the disk.</param>
    /// <param name="owner">Whom it is given to when the first server has it; null for the user that this server runs as.</param>
    /// <param name="shared">True when several servers may have it at the same time.</param>
    /// <param name="cancel">Stops it; nothing is left.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root.</exception>
    /// <exception cref="InvalidNameException">The name, the size or the owner is not usable.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.VolumeExists"/>: There is one of that name.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ProgramNotFound"/>: mkfs.ext4 is not installed.</exception>
    /// <exception cref="DiskFullException">There is no space for an empty one.</exception>
    public async Task<ServerVolume> NewAsync(
        string name, long sizeBytes = ServerVolume.DefaultSizeBytes, string? owner = null, bool shared = false, CancellationToken cancel = default)
    {
        EphemeralServers.RequireRoot("Making a volume");
        VolumeStore.RequireName(name);
        if (sizeBytes is < ServerVolume.LeastSizeBytes or > ServerVolume.MostSizeBytes)
        {
            throw new InvalidNameException("size of a volume", SizeRule.Text(sizeBytes), $"{SizeRule.Text(ServerVolume.LeastSizeBytes)} to {SizeRule.Text(ServerVolume.MostSizeBytes)}");
        }
        if (owner is not null && !DefinitionRules.IsUser(owner))
        {
            throw new InvalidNameException("owner of a volume", owner, $"a user's name, or a number from 0 to {DefinitionRules.LastUserId}");
        }
        host.MakeStores();
        Directory.CreateDirectory(host.Volumes);
        return await FileFaults.GuardAsync(host.Volumes, async () =>
        {
            await Store.CreateAsync(new(VolumeRecord.CurrentFormat, name, sizeBytes, shared, owner ?? "", DateTime.UtcNow), cancel);
            return Store.Get(name);
        });
    }

    /// <summary>The volumes that a name, in any case, or a pattern means, by name. Only a pattern may mean none.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.VolumeNotFound"/>: There is none of that name.</exception>
    public IReadOnlyList<ServerVolume> Find(string name)
    {
        EphemeralServers.RequireRoot("Looking at volumes");
        var found = NamePattern.Select(name, Store.List(), volume => volume.Name);
        if (found.Count == 0 && !NamePattern.Is(name))
        {
            throw VolumeFaults.NotFound(name);
        }
        var holders = VolumeHolders.Of(_registry);
        return [.. found.Select(volume => volume with { Servers = [.. holders[volume.Name]] })];
    }

    /// <summary>Removes a volume, with its data.</summary>
    /// <param name="volume">Which.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.NotRoot"/>: The caller is not root.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.VolumeNotFound"/>: It has gone.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.VolumeInUse"/>: A server has it.</exception>
    /// <exception cref="BusyException">Somebody else has mounted it.</exception>
    public async Task RemoveAsync(ServerVolume volume, CancellationToken cancel = default)
    {
        EphemeralServers.RequireRoot("Removing a volume");
        if (Store.Find(volume.Name) is { Damaged: false } known && VolumeHolders.Of(_registry)[volume.Name].ToList().Count == 0)
        {
            // Not under the lock, for which everybody else would wait.
            await VolumeMounts.RequireFreeAsync(known, cancel);
        }
        using var hold = await _registry.LockAsync(cancel);
        await _registry.SweepAsync(cancel);
        Store.RemoveGone();
        var now = Store.Find(volume.Name) ?? throw VolumeFaults.NotFound(volume.Name);
        // An object from before must not reach a volume that has its name by now.
        if (now.CreatedUtc != volume.CreatedUtc)
        {
            throw VolumeFaults.NotFound(volume.Name);
        }
        if (VolumeHolders.Of(_registry)[volume.Name].ToList() is { Count: > 0 } servers)
        {
            throw VolumeFaults.InUse(volume.Name, servers);
        }
        if (!now.Damaged && VolumeMounts.IsAttached(now))
        {
            throw VolumeFaults.Mounted(now);
        }
        Store.Remove(volume.Name);
    }
}
