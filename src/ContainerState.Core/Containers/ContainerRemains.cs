using ContainerState.Containers.Lxc;
using ContainerState.Errors;
using ContainerState.Networks;
using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>Kills a container and takes away what it had on the host.</summary>
/// <remarks>
/// There is one way, whether the container runs, ended by itself, was killed, or was half started when we were killed:
/// everything of it gets SIGKILL, LXC's monitor with it, and what LXC would have removed is removed here. Waiting for
/// LXC to do it would be slower, and would still leave the cases in which LXC is dead.
/// </remarks>
internal static class ContainerRemains
{
    /// <summary>How long whoever works on a container waits for what the kernel has to take down.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>How long whoever clears up after others does, before going on with the rest: all others wait meanwhile.</summary>
    public static readonly TimeSpan SweepPatience = TimeSpan.FromSeconds(3);

    // By then, the kernel has let go of what has no more processes.
    private static readonly TimeSpan UsualEnd = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan DevicePatience = TimeSpan.FromSeconds(1);

    /// <summary>Kills and clears up all but the folder itself and the slot.</summary>
    /// <param name="folder">The container's folder.</param>
    /// <param name="known">The processes that its record names.</param>
    /// <param name="slot">Its slot; null when it never had one.</param>
    /// <param name="unsure">True when more may run than is known: the starter or the record was lost.</param>
    /// <param name="patience">How long to wait for processes and cgroups each.</param>
    /// <param name="cancel">Stops waiting; the next clearing up goes on.</param>
    /// <exception cref="BusyException">A process does not die, or the kernel does not let go of something.</exception>
    public static async Task ClearAsync(string folder, IEnumerable<ProcessIdentity> known, int? slot, bool unsure, TimeSpan patience, CancellationToken cancel)
    {
        var name = Path.GetFileName(folder);
        // A lxc-start that we lost sight of and that has not read it yet ends here.
        File.Delete(ContainerFiles.Configuration(folder));
        await KillAsync(name, folder, known, unsure, patience, cancel);
        await RemoveCgroupsAsync(name, patience, cancel);
        if (slot is { } number)
        {
            await RemoveDeviceAsync(number, cancel);
        }
        RemoveEngineLock(folder);
    }

    private static async Task KillAsync(string name, string folder, IEnumerable<ProcessIdentity> known, bool unsure, TimeSpan patience, CancellationToken cancel)
    {
        var end = Deadline.In(patience);
        var first = known.ToList();
        // Twice without finding any: a process may have been between two looks while it forked.
        for (var quiet = 0; quiet < (unsure ? 2 : 1);)
        {
            ContainerCgroups.Kill(name);
            var alive = first.Concat(ContainerCgroups.Processes(name)).Where(process => process.IsAlive()).ToList();
            if (unsure)
            {
                // lxc-start, and the monitor that it becomes, before they are in a cgroup of their own.
                alive.AddRange(OwnProcesses.Find(LxcContainer.Starters, [folder, ContainerFiles.EngineLog(folder)]));
            }
            foreach (var process in alive)
            {
                process.Kill();
            }
            quiet = alive.Count == 0 ? quiet + 1 : 0;
            if (alive.Count > 0 && end.IsOver)
            {
                throw new BusyException($"Server {name}", $"process {alive[0].Id}, which does not die");
            }
            if (alive.Count > 0 || unsure)
            {
                await Task.Delay(1, cancel);
            }
        }
    }

    private static async Task RemoveCgroupsAsync(string name, TimeSpan patience, CancellationToken cancel)
    {
        var end = Deadline.In(patience);
        var usual = Deadline.In(UsualEnd);
        while (!ContainerCgroups.Remove(name))
        {
            if (end.IsOver)
            {
                throw new BusyException($"The cgroup {ContainerCgroups.Payload(name)}", "processes that do not die");
            }
            if (usual.IsOver)
            {
                await ContainerCgroups.RemoveOwnAsync(name, cancel);
                usual = Deadline.In(UsualEnd * 5);
            }
            await Task.Delay(1, cancel);
        }
    }

    private static async Task RemoveDeviceAsync(int slot, CancellationToken cancel)
    {
        // It goes with the network namespace, which the kernel takes down some milliseconds after its last process.
        var end = Deadline.In(DevicePatience);
        while (ContainerNetwork.Exists(slot) && !end.IsOver)
        {
            await Task.Delay(2, cancel);
        }
        if (ContainerNetwork.Exists(slot))
        {
            // Something keeps the namespace: a file on it that somebody holds open.
            await ProgramRunner.TryRunAsync(new ProgramCommand("ip").With("link", "delete", "dev", ContainerNetwork.DeviceOf(slot)), cancel: cancel);
        }
        if (ContainerNetwork.Exists(slot))
        {
            throw new BusyException($"The network device {ContainerNetwork.DeviceOf(slot)}", "the kernel");
        }
    }

    private static void RemoveEngineLock(string folder)
    {
        var path = ContainerFiles.EngineLock(folder);
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }
}
