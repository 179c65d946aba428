using ContainerState.Errors;
using ContainerState.Networks;
using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>The numbers that build containers hold.</summary>
internal sealed class BuildSlots(Host host)
{
    private const string LockSuffix = ".lock";

    /// <summary>The host's id of the 0 of a container with that number.</summary>
    /// <exception cref="HostNotReadyException">The host has no ids for containers.</exception>
    public static long FirstIdOf(int number) =>
        (SubordinateIds.Find() ?? throw new HostNotReadyException(["no user ids are reserved for containers"]))
        + ((SubordinateIds.Servers + number) * (long)SubordinateIds.PerServer);

    /// <summary>Takes a free number, and waits while there is none.</summary>
    /// <param name="highest">True for the highest that is free, so that its ids are others than those of builds before it.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="HostNotReadyException">The host has no ids for containers.</exception>
    public async Task<BuildSlot> TakeAsync(bool highest, CancellationToken cancel)
    {
        _ = FirstIdOf(0);
        host.MakeRunFolders();
        while (true)
        {
            using (await host.LockAsync(cancel))
            {
                await SweepAsync(cancel);
                for (var turn = 0; turn < SubordinateIds.Builds; turn++)
                {
                    var number = highest ? SubordinateIds.Builds - 1 - turn : turn;
                    var name = ContainerName.OfBuild(number);
                    // What is still there after a sweep is somebody's, or the kernel does not let go of it. An earlier version let
                    // a server have such a name, and it still may.
                    if (Directory.Exists(FolderOf(name)) || Directory.Exists(Path.Combine(host.Servers, name)))
                    {
                        continue;
                    }
                    if (FileLock.TryTake(LockOf(name)) is { } hold)
                    {
                        return new BuildSlot(this, name, FirstIdOf(number), hold);
                    }
                }
            }
            await Task.Delay(50, cancel);
        }
    }

    /// <summary>True while any build container is there.</summary>
    public bool AnyTaken() => Names().Any(name => FileLock.IsTaken(LockOf(name)));

    /// <summary>Clears up after those who were killed, if any were. For callers who do not hold the host's lock.</summary>
    public async Task SweepAbandonedAsync(CancellationToken cancel)
    {
        if (Environment.IsPrivilegedProcess && Names().Any(name => !FileLock.IsTaken(LockOf(name))))
        {
            host.MakeRunFolders();
            using (await host.LockAsync(cancel))
            {
                await SweepAsync(cancel);
                RemoveShared();
            }
        }
    }

    /// <summary>Clears up after those who were killed. The caller holds the host's lock.</summary>
    /// <returns>What could not be cleared up, as <see cref="Leftover"/> says it.</returns>
    public async Task<IReadOnlyList<string>> SweepAsync(CancellationToken cancel)
    {
        var left = new List<string>();
        foreach (var name in Names())
        {
            if (FileLock.TryTake(LockOf(name)) is not { } hold)
            {
                continue;
            }
            using (hold)
            {
                try
                {
                    await ClearAsync(FolderOf(name), ContainerRemains.SweepPatience, cancel);
                    File.Delete(LockOf(name));
                }
                catch (BusyException fault)
                {
                    // The next one who looks tries again. Until then nobody takes its number, and everybody goes on.
                    left.Add(Leftover.Of($"build container {name}", fault));
                }
            }
        }
        return left;
    }

    /// <summary>Kills what runs in a container, unmounts, and gives its number back.</summary>
    /// <param name="name">The container's name.</param>
    /// <param name="hold">The lock on it, which is let go of.</param>
    internal async Task GiveBackAsync(string name, FileLock hold)
    {
        // Under the host's lock, so that whoever removes what containers share sees it either whole or gone.
        using (await host.LockAsync(CancellationToken.None))
        {
            try
            {
                await ClearAsync(FolderOf(name), ContainerRemains.Patience, CancellationToken.None);
                File.Delete(LockOf(name));
            }
            catch (BusyException)
            {
                // The next one who looks tries again; what led here says more.
            }
            finally
            {
                hold.Dispose();
            }
            RemoveShared();
        }
    }

    /// <summary>Removes what build containers and servers share: layers that nobody has any more, and the rest when there is neither. The caller holds the host's lock.</summary>
    public void RemoveShared()
    {
        // What stays mounted is said, and tried again, by whoever starts or stops a server next.
        _ = new MountedLayers(host).RemoveUnused();
        if (!AnyTaken() && new SlotPool(host).ReadAll().Count == 0)
        {
            ContainerCgroups.RemoveShared();
        }
    }

    private static async Task ClearAsync(string folder, TimeSpan patience, CancellationToken cancel)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }
        await ContainerRemains.ClearAsync(folder, [], slot: null, unsure: true, patience, cancel);
        await StepMounts.RemoveAsync(folder, patience, cancel);
    }

    private IEnumerable<string> Names() =>
        Directory.Exists(host.Builds)
            ? Directory.EnumerateFileSystemEntries(host.Builds, ContainerName.BuildPrefix + "*").Select(path => Path.GetFileName(path).Replace(LockSuffix, "", StringComparison.Ordinal)).Distinct().ToList()
            : [];

    /// <summary>A container's folder.</summary>
    internal string FolderOf(string name) => Path.Combine(host.Builds, name);

    private string LockOf(string name) => Path.Combine(host.Builds, name + LockSuffix);
}
