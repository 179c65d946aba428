using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>The mounts of one build container, all below its folder on the host.</summary>
internal static class StepMounts
{
    /// <summary>Mounts a tmpfs of a limited size. It is the caller's, until its folders are given away.</summary>
    public static void MountScratch(string target, long bytes, int entries)
    {
        Directory.CreateDirectory(target);
        MountCalls.MountInMemory(target, "tmpfs", $"size={bytes},nr_inodes={entries},mode=0755", runsPrograms: true);
    }

    /// <summary>Unmounts everything below a folder, and removes it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="patience">How long to wait for the kernel.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <exception cref="BusyException">The kernel does not let go of a mount.</exception>
    public static async Task RemoveAsync(string folder, TimeSpan patience, CancellationToken cancel)
    {
        await UnmountAllAsync(folder, Deadline.In(patience), cancel);
        Directory.Delete(folder, recursive: true);
    }

    // The last mounted first.
    private static async Task UnmountAllAsync(string folder, Deadline end, CancellationToken cancel)
    {
        while (Below(folder) is { Count: > 0 } mounts)
        {
            var busy = Enumerable.Reverse(mounts).Count(mount => LibC.Unmount(mount) != 0);
            if (busy == mounts.Count && end.IsOver)
            {
                throw new BusyException($"The mount {mounts[^1]}", "a process");
            }
            if (busy > 0)
            {
                await Task.Delay(1, cancel);
            }
        }
    }

    private static List<string> Below(string folder) =>
        [.. MountTable.Read().Select(mount => mount.Point).Where(point => point.StartsWith(folder + "/", StringComparison.Ordinal))];
}
