using ContainerState.Containers;
using ContainerState.Errors;
using ContainerState.Hosts;

namespace ContainerState.Servers;

/// <summary>The servers of this host, as folders. What holds of them is in files and locks, never in a process.</summary>
/// <remarks>
/// A server's folder comes into being, and goes, by one rename. Whoever works on a server holds the lock in its folder,
/// taken only under the host's lock; a marker says what the work is. A marker whose lock is free was left by somebody
/// who was killed, and <see cref="SweepAsync"/> ends their work.
/// </remarks>
internal static class ServerRegistry
{
    private const string Starting = "starting";
    private const string Stopping = "stopping";
    private const string What = "The list of servers";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>This boot of the host.</summary>
    public static string Boot { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>The engines.</summary>
    public static IServerRuntime Runtime { get; } = new LxcRuntime();

    private static string BootFile => Path.Combine(HostPaths.Run, "boot");

    /// <summary>A server's folder.</summary>
    public static string Folder(string name) => Path.Combine(HostPaths.Servers, name);

    /// <summary>Takes the lock over everything that servers share.</summary>
    public static Task<FileLock> LockAsync(CancellationToken cancel)
    {
        HostPaths.MakeRunFolders();
        return FileLock.TakeAsync(HostPaths.Lock, What, cancel);
    }

    /// <summary>The names of all servers, in order.</summary>
    public static IReadOnlyList<string> Names()
    {
        if (!Directory.Exists(HostPaths.Servers))
        {
            return [];
        }
        return [.. Directory.EnumerateDirectories(HostPaths.Servers)
            .Select(folder => Path.GetFileName(folder))
            .Where(name => !name.StartsWith('.'))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>What a server is doing, and its record when that is readable; null when there is no such server.</summary>
    public static (ServerRecord? Record, ServerState State)? Read(string name)
    {
        var folder = Folder(name);
        if (!Directory.Exists(folder))
        {
            return null;
        }
        var record = ReadRecord(name);
        if (record is null)
        {
            // It may have gone between the two looks.
            return Directory.Exists(folder) ? (null, ServerState.Damaged) : null;
        }
        if (Has(name, Starting) && !IsAbandoned(name))
        {
            return (record, ServerState.Starting);
        }
        var runs = record.Processes is { } processes && record.Boot == Boot && processes.Init.IsAlive();
        return (record, runs && !Has(name, Stopping) && !Has(name, Starting) ? ServerState.Running : ServerState.Dead);
    }

    /// <summary>True when a command that was killed, or a boot before this one, has left work to be ended.</summary>
    public static bool NeedsSweep() => Directory.Exists(HostPaths.Servers) && (!IsOfThisBoot() || Names().Any(IsAbandoned));

    /// <summary>True when somebody who worked on a server was killed.</summary>
    public static bool IsAbandoned(string name) => (Has(name, Starting) || Has(name, Stopping)) && !FileLock.IsTaken(LockOf(name));

    /// <summary>Makes a server's folder, with the lock on it taken. The caller holds the host's lock.</summary>
    public static FileLock Create(ServerRecord record)
    {
        var draft = Path.Combine(HostPaths.Servers, $".new-{record.Name}");
        Directory.CreateDirectory(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        WholeFile.Write(Path.Combine(draft, "server.json"), record.ToJson(), lasting: false);
        File.WriteAllText(Path.Combine(draft, Starting), "");
        var hold = FileLock.TryTake(Path.Combine(draft, "lock")) ?? throw new BusyException($"Server {record.Name}", "another process");
        Directory.Move(draft, Folder(record.Name));
        return hold;
    }

    /// <summary>Writes down that a server runs.</summary>
    public static void Complete(ServerRecord record)
    {
        WholeFile.Write(RecordOf(record.Name), record.ToJson(), lasting: false);
        File.Delete(Marker(record.Name, Starting));
    }

    /// <summary>Takes the lock of one server, waiting for whoever works on it.</summary>
    /// <exception cref="ServerNotFoundException">There is none of that name.</exception>
    /// <exception cref="BusyException">Somebody has been working on it for a minute.</exception>
    public static async Task<FileLock> TakeAsync(string name, CancellationToken cancel)
    {
        var end = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (true)
        {
            using (await LockAsync(cancel))
            {
                if (!Directory.Exists(Folder(name)))
                {
                    throw new ServerNotFoundException(name);
                }
                if (FileLock.TryTake(LockOf(name)) is { } hold)
                {
                    return hold;
                }
            }
            if (Environment.TickCount64 > end)
            {
                throw new BusyException($"Server {name}", "another process that starts or stops it");
            }
            await Task.Delay(5, cancel);
        }
    }

    /// <summary>Kills a server, clears up, and removes it. The caller holds its lock.</summary>
    public static async Task RemoveAsync(string name, CancellationToken cancel)
    {
        var record = ReadRecord(name);
        var unsure = record?.Processes is null || Has(name, Starting);
        File.WriteAllText(Marker(name, Stopping), "");
        await Runtime.ClearAsync(Folder(name), record, SlotPool.Find(name, record?.Slot)?.Number, unsure, ContainerRemains.Patience, cancel);
        using (await LockAsync(cancel))
        {
            Forget(name, record?.Slot);
            await ReleaseSharedAsync(cancel);
        }
    }

    /// <summary>Ends the work of those who were killed. The caller holds the host's lock.</summary>
    public static async Task SweepAsync(CancellationToken cancel)
    {
        if (!IsOfThisBoot())
        {
            ForgetEarlierBoot();
        }
        foreach (var folder in Directory.GetDirectories(HostPaths.Servers, ".*"))
        {
            // Under the lock nobody is making or removing a folder.
            Directory.Delete(folder, recursive: true);
        }
        foreach (var name in Names().Where(IsAbandoned))
        {
            if (FileLock.TryTake(LockOf(name)) is not { } hold)
            {
                continue;
            }
            using (hold)
            {
                var record = ReadRecord(name);
                try
                {
                    await Runtime.ClearAsync(Folder(name), record, SlotPool.Find(name, record?.Slot)?.Number, unsure: true, ContainerRemains.SweepPatience, cancel);
                    Forget(name, record?.Slot);
                }
                catch (BusyException)
                {
                    // It keeps its marker, its name and its number, and the next command tries again; this one goes on.
                }
            }
        }
        foreach (var slot in SlotPool.ReadAll().Where(slot => slot.Name.Length == 0 || !Directory.Exists(Folder(slot.Name))))
        {
            if (!ContainerNetwork.Exists(slot.Number))
            {
                SlotPool.Release(slot.Number);
            }
        }
        await BuildSlot.SweepAsync(cancel);
        await ReleaseSharedAsync(cancel);
    }

    /// <summary>Gives back what no server needs any more. The caller holds the host's lock.</summary>
    public static async Task ReleaseSharedAsync(CancellationToken cancel)
    {
        var slots = SlotPool.ReadAll();
        ImageMounts.RemoveUnused(slots.Select(slot => slot.Image).ToHashSet(StringComparer.Ordinal));
        await NetworkRules.ApplyAsync(slots, always: false, cancel);
        if (slots.Count == 0 && !BuildSlot.AnyTaken())
        {
            ContainerCgroups.RemoveShared();
        }
    }

    private static bool IsOfThisBoot() => File.Exists(BootFile) && File.ReadAllText(BootFile) == Boot;

    // Where /run is on a disk, it outlives the servers.
    private static void ForgetEarlierBoot()
    {
        var stale = Directory.GetDirectories(HostPaths.Servers).Concat(Directory.GetFiles(HostPaths.Slots))
            .Concat(Directory.GetDirectories(HostPaths.Inputs)).Concat(Directory.GetDirectories(HostPaths.Sockets)).Concat(NetworkRules.Files);
        foreach (var path in File.Exists(BootFile) ? stale : [])
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
            else
            {
                File.Delete(path);
            }
        }
        WholeFile.Write(BootFile, Boot);
    }

    private static void Forget(string name, int? likely)
    {
        var slot = SlotPool.Find(name, likely);
        var gone = Path.Combine(HostPaths.Servers, $".gone-{name}");
        Directory.Move(Folder(name), gone);
        if (slot is not null)
        {
            SlotPool.Release(slot.Number);
        }
        Directory.Delete(gone, recursive: true);
    }

    private static ServerRecord? ReadRecord(string name)
    {
        try
        {
            return ServerRecord.Parse(File.ReadAllText(RecordOf(name)), name);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool Has(string name, string marker) => File.Exists(Marker(name, marker));

    private static string Marker(string name, string marker) => Path.Combine(Folder(name), marker);

    private static string RecordOf(string name) => Path.Combine(Folder(name), "server.json");

    private static string LockOf(string name) => Path.Combine(Folder(name), "lock");
}
