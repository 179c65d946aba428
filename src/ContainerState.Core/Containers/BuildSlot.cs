using ContainerState.Errors;
using ContainerState.Hosts;

namespace ContainerState.Containers;

/// <summary>A number that one build container holds: its name, folder and user ids follow from it.</summary>
/// <remarks>The holder is whoever has the lock. When they were killed, the next who looks clears up after them.</remarks>
internal sealed class BuildSlot : IAsyncDisposable
{
    private const string LockSuffix = ".lock";

    private readonly FileLock _hold;

    private BuildSlot(string name, long firstId, FileLock hold)
    {
        Name = name;
        FirstId = firstId;
        _hold = hold;
    }

    /// <summary>The container's name on this host. No server can have it.</summary>
    public string Name { get; }

    /// <summary>The host's id of the container's 0.</summary>
    public long FirstId { get; }

    /// <summary>The container's folder: for its files and mounts, closed to everybody but root and the container's own root.</summary>
    public string Folder => FolderOf(Name);

    /// <summary>The host's id of the 0 of a container with that number.</summary>
    /// <exception cref="HostNotReadyException">The host has no ids for containers.</exception>
    public static long FirstIdOf(int number) =>
        (SubordinateIds.Find() ?? throw new HostNotReadyException(["no user ids are reserved for containers"]))
        + ((SubordinateIds.Servers + number) * (long)SubordinateIds.PerServer);

    /// <summary>Takes a free number, and waits while there is none.</summary>
    /// <param name="highest">True for the highest that is free, so that its ids are others than those of builds before it.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="HostNotReadyException">The host has no ids for containers.</exception>
    public static async Task<BuildSlot> TakeAsync(bool highest, CancellationToken cancel)
    {
        _ = FirstIdOf(0);
        HostPaths.MakeRunFolders();
        while (true)
        {
            using (await FileLock.TakeAsync(HostPaths.Lock, "The list of servers", cancel))
            {
                await SweepAsync(cancel);
                for (var turn = 0; turn < SubordinateIds.Builds; turn++)
                {
                    var number = highest ? SubordinateIds.Builds - 1 - turn : turn;
                    var name = ContainerName.OfBuild(number);
                    // What is still there after a sweep is somebody's, or the kernel does not let go of it. An earlier version let
                    // a server have such a name, and it still may.
                    if (Directory.Exists(FolderOf(name)) || Directory.Exists(Path.Combine(HostPaths.Servers, name)))
                    {
                        continue;
                    }
                    if (FileLock.TryTake(LockOf(name)) is { } hold)
                    {
                        var slot = new BuildSlot(name, FirstIdOf(number), hold);
                        slot.Prepare();
                        return slot;
                    }
                }
            }
            await Task.Delay(50, cancel);
        }
    }

    /// <summary>True while any build container is there.</summary>
    public static bool AnyTaken() => Names().Any(name => FileLock.IsTaken(LockOf(name)));

    /// <summary>Clears up after those who were killed, if any were. For callers who do not hold the host's lock.</summary>
    public static async Task SweepAbandonedAsync(CancellationToken cancel)
    {
        if (Environment.IsPrivilegedProcess && Names().Any(name => !FileLock.IsTaken(LockOf(name))))
        {
            using (await FileLock.TakeAsync(HostPaths.Lock, "The list of servers", cancel))
            {
                await SweepAsync(cancel);
                RemoveShared();
            }
        }
    }

    /// <summary>Clears up after those who were killed. The caller holds the host's lock.</summary>
    public static async Task SweepAsync(CancellationToken cancel)
    {
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
                catch (BusyException)
                {
                    // The next one who looks tries again. Until then nobody takes its number, and everybody goes on.
                }
            }
        }
    }

    /// <summary>Kills what runs in the container, unmounts, and gives the number back.</summary>
    public async ValueTask DisposeAsync()
    {
        // Under the host's lock, so that whoever removes what containers share sees it either whole or gone.
        using (await FileLock.TakeAsync(HostPaths.Lock, "The list of servers", CancellationToken.None))
        {
            try
            {
                await ClearAsync(Folder, ContainerRemains.Patience, CancellationToken.None);
                File.Delete(LockOf(Name));
            }
            catch (BusyException)
            {
                // The next one who looks tries again; what led here says more.
            }
            finally
            {
                _hold.Dispose();
            }
            RemoveShared();
        }
    }

    private static void RemoveShared()
    {
        if (!AnyTaken() && SlotPool.ReadAll().Count == 0)
        {
            ContainerCgroups.RemoveShared();
        }
    }

    private void Prepare()
    {
        try
        {
            Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Give(Folder);
        }
        catch
        {
            _hold.Dispose();
            throw;
        }
    }

    /// <summary>Makes a folder of the container's own.</summary>
    public string MakeFolder(string path, UnixFileMode mode)
    {
        var folder = Path.Combine(Folder, path);
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, mode);
        Give(folder);
        return folder;
    }

    private void Give(string folder)
    {
        if (LibC.ChangeOwner(folder, (uint)FirstId, (uint)FirstId) is var error and not 0)
        {
            throw new IOException($"{folder} cannot be given to the user {FirstId}: error {error}.", error);
        }
    }

    private static async Task ClearAsync(string folder, TimeSpan patience, CancellationToken cancel)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }
        await ContainerRemains.ClearAsync(folder, [], slot: null, unsure: true, patience, cancel);
        await LayerMounts.RemoveAsync(folder, patience, cancel);
    }

    private static IEnumerable<string> Names() =>
        Directory.Exists(HostPaths.Builds)
            ? Directory.EnumerateFileSystemEntries(HostPaths.Builds, ContainerName.BuildPrefix + "*").Select(path => Path.GetFileName(path).Replace(LockSuffix, "", StringComparison.Ordinal)).Distinct().ToList()
            : [];

    private static string FolderOf(string name) => Path.Combine(HostPaths.Builds, name);

    private static string LockOf(string name) => Path.Combine(HostPaths.Builds, name + LockSuffix);
}
