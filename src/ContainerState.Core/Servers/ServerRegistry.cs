using ContainerState.Containers;
using ContainerState.Errors;
using ContainerState.Platform;
using ContainerState.Servers.Runtimes;

namespace ContainerState.Servers;

/// <summary>Servers as folders. What holds of them is in files and locks, never in a process.</summary>
/// <remarks>
/// A server's folder comes into being, and goes, by one rename. Whoever works on a server holds the lock in its folder,
/// taken only under the host's lock; a marker says what the work is. A marker whose lock is free was left by somebody
/// who was killed, and <see cref="SweepAsync"/> ends their work.
/// </remarks>
/// <param name="host">The host, whose lock and folder of servers it uses.</param>
/// <param name="runtimes">The engines, the one for new servers first.</param>
internal sealed class ServerRegistry(Host host, params IReadOnlyList<IServerRuntime> runtimes)
{
    /// <summary>Is told of each server that ran, when it has been killed and its folder is still there: its record, and since when somebody has been stopping it.</summary>
    public Action<ServerRecord, DateTime>? Ending { get; init; }

    private const string Starting = "starting";
    private const string Stopping = "stopping";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Batched<string> _forgotten = new();

    /// <summary>This boot of the host.</summary>
    public static string Boot { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>The engines, the one for new servers first.</summary>
    public IReadOnlyList<IServerRuntime> Runtimes => runtimes;

    /// <summary>The engine for new servers.</summary>
    public IServerRuntime Runtime => runtimes[0];

    private string Servers => host.Servers;
    private string BootFile => Path.Combine(host.Run, "boot");

    /// <summary>A server's folder.</summary>
    public string Folder(string name) => Path.Combine(Servers, name);

    /// <summary>The engine of a name; null when there is none, which then is of another version of this product.</summary>
    public IServerRuntime? FindRuntime(string name) => runtimes.FirstOrDefault(runtime => runtime.Name == name);

    /// <summary>The engine of a server.</summary>
    /// <param name="server">The server's name.</param>
    /// <param name="name">The engine's name in its record.</param>
    /// <exception cref="UnknownRuntimeException">There is none of that name.</exception>
    public IServerRuntime RequireRuntime(string server, string name) => FindRuntime(name) ?? throw new UnknownRuntimeException(server, name);

    /// <summary>True while the init of a record's server is there.</summary>
    public bool IsRunning(ServerRecord record) => FindRuntime(record.Runtime)?.IsRunning(record) == true;

    /// <summary>Takes the lock over everything that servers share.</summary>
    public Task<FileLock> LockAsync(CancellationToken cancel)
    {
        foreach (var runtime in runtimes)
        {
            runtime.MakeFolders();
        }
        Directory.CreateDirectory(Servers);
        return host.LockAsync(cancel);
    }

    /// <summary>The names of all servers, in order.</summary>
    public IReadOnlyList<string> Names()
    {
        if (!Directory.Exists(Servers))
        {
            return [];
        }
        return [.. Directory.EnumerateDirectories(Servers)
            .Select(folder => Path.GetFileName(folder))
            .Where(name => !name.StartsWith('.'))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>What a server is doing, and its record when that is readable; null when there is no such server.</summary>
    public (ServerRecord? Record, string State)? Read(string name)
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
        if (FindRuntime(record.Runtime) is not { } runtime)
        {
            return (record, ServerState.Damaged);
        }
        return (record, runtime.IsRunning(record) && !Has(name, Stopping) && !Has(name, Starting) ? ServerState.Running : ServerState.Dead);
    }

    /// <summary>True when a command that was killed, or a boot before this one, has left work to be ended.</summary>
    public bool NeedsSweep() => Directory.Exists(Servers) && (!IsOfThisBoot() || Names().Any(IsAbandoned) || HasRemains());

    // A folder is made and removed under the host's lock: one that is there without it is of somebody who was killed then.
    private bool HasRemains() => Directory.EnumerateDirectories(Servers, ".*").Any() && !host.IsLocked();

    /// <summary>True when somebody who worked on a server was killed.</summary>
    public bool IsAbandoned(string name) => (Has(name, Starting) || Has(name, Stopping)) && !FileLock.IsTaken(LockOf(name));

    /// <summary>True while anything of a server may be there that has its volumes: it runs, is being started, or was not cleared up to the end.</summary>
    public bool IsHolding(string name) => Has(name, Starting) || Has(name, Stopping) || Read(name)?.State is ServerState.Running or ServerState.Starting
        // Of a stop that began between the looks.
        || Has(name, Stopping);

    /// <summary>Makes a server's folder, with the lock on it taken. The caller holds the host's lock.</summary>
    public FileLock Create(ServerRecord record)
    {
        var draft = Path.Combine(Servers, $".new-{record.Name}");
        Directory.CreateDirectory(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        WholeFile.Write(Path.Combine(draft, "server.json"), record.ToJson(), lasting: false);
        File.WriteAllText(Path.Combine(draft, Starting), "");
        var hold = FileLock.TryTake(Path.Combine(draft, "lock")) ?? throw new BusyException($"Server {record.Name}", "another process");
        Directory.Move(draft, Folder(record.Name));
        return hold;
    }

    /// <summary>Writes down that a server runs.</summary>
    public void Complete(ServerRecord record)
    {
        WholeFile.Write(RecordOf(record.Name), record.ToJson(), lasting: false);
        File.Delete(Marker(record.Name, Starting));
    }

    /// <summary>Takes the lock of one server, waiting for whoever works on it.</summary>
    /// <exception cref="ServerNotFoundException">There is none of that name.</exception>
    /// <exception cref="BusyException">Somebody has been working on it for a minute.</exception>
    public async Task<FileLock> TakeAsync(string name, CancellationToken cancel)
    {
        var end = Deadline.In(Patience);
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
            if (end.IsOver)
            {
                throw new BusyException($"Server {name}", "another process that starts or stops it");
            }
            await Task.Delay(5, cancel);
        }
    }

    /// <summary>Kills a server, clears up, and removes it. The caller holds its lock.</summary>
    /// <exception cref="UnknownRuntimeException">Its engine is not known here; nothing was touched.</exception>
    public async Task RemoveAsync(string name, CancellationToken cancel)
    {
        var record = ReadRecord(name);
        var unsure = record?.Processes is null || Has(name, Starting);
        var known = RuntimesOf(name, record);
        // One who was killed may have begun before.
        if (!Has(name, Stopping))
        {
            File.WriteAllText(Marker(name, Stopping), "");
        }
        await ClearAsync(name, record, known, unsure, isSweep: false, cancel);
        Tell(name, record);
        await _forgotten.DoAsync(name, async names =>
        {
            using var hold = await LockAsync(CancellationToken.None);
            names.ToList().ForEach(Forget);
            await ReleaseAsync(isSweep: false, CancellationToken.None);
        });
    }

    /// <summary>Ends the work of those who were killed. The caller holds the host's lock.</summary>
    /// <returns>What could not be cleared up, as <see cref="Leftover"/> says it; the next command tries again.</returns>
    public async Task<IReadOnlyList<string>> SweepAsync(CancellationToken cancel)
    {
        var left = new List<string>();
        if (!IsOfThisBoot())
        {
            ForgetEarlierBoot();
        }
        foreach (var folder in Directory.GetDirectories(Servers, ".*"))
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
                    await ClearAsync(name, record, RuntimesOf(name, record), unsure: true, isSweep: true, cancel);
                    Tell(name, record);
                    Forget(name);
                }
                catch (ContainerStateException fault) when (fault is BusyException or UnknownRuntimeException)
                {
                    // It keeps its marker, its name and its place, and the next command tries again; this one goes on.
                    left.Add(Leftover.Of($"server {name}", fault));
                }
            }
        }
        return [.. left, .. await ReleaseAsync(isSweep: true, cancel)];
    }

    private async Task ClearAsync(string name, ServerRecord? record, IReadOnlyList<IServerRuntime> known, bool unsure, bool isSweep, CancellationToken cancel)
    {
        foreach (var runtime in known)
        {
            await runtime.ClearAsync(Folder(name), record, unsure, isSweep, cancel);
        }
    }

    // That of the record; of one that is damaged, any may be.
    private IReadOnlyList<IServerRuntime> RuntimesOf(string name, ServerRecord? record) => record is null ? runtimes : [RequireRuntime(name, record.Runtime)];

    // Gives back what no server needs any more. The caller holds the host's lock.
    private async Task<IReadOnlyList<string>> ReleaseAsync(bool isSweep, CancellationToken cancel)
    {
        var names = Names().ToHashSet(StringComparer.Ordinal);
        var left = new List<string>();
        foreach (var runtime in runtimes)
        {
            left.AddRange(await runtime.ReleaseAsync(names, isSweep, cancel));
        }
        return left;
    }

    private bool IsOfThisBoot() => File.Exists(BootFile) && File.ReadAllText(BootFile) == Boot;

    // Where /run is on a disk, it outlives the servers.
    private void ForgetEarlierBoot()
    {
        if (File.Exists(BootFile))
        {
            foreach (var folder in Directory.GetDirectories(Servers))
            {
                Directory.Delete(folder, recursive: true);
            }
            foreach (var runtime in runtimes)
            {
                runtime.ForgetEarlierBoot();
            }
        }
        WholeFile.Write(BootFile, Boot);
    }

    private void Tell(string name, ServerRecord? record)
    {
        if (record?.Processes is not null && Has(name, Stopping))
        {
            Ending?.Invoke(record, File.GetLastWriteTimeUtc(Marker(name, Stopping)));
        }
    }

    private void Forget(string name)
    {
        var gone = Path.Combine(Servers, $".gone-{name}");
        Directory.Move(Folder(name), gone);
        Directory.Delete(gone, recursive: true);
    }

    private ServerRecord? ReadRecord(string name)
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

    private bool Has(string name, string marker) => File.Exists(Marker(name, marker));

    private string Marker(string name, string marker) => Path.Combine(Folder(name), marker);

    private string RecordOf(string name) => Path.Combine(Folder(name), "server.json");

    private string LockOf(string name) => Path.Combine(Folder(name), "lock");
}
