using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>The mounts of one build container, all below its folder on the host.</summary>
/// <remarks>
/// An overlay cannot be mapped to other owners as a whole, but its lower layers can, each by itself: so the overlay's
/// files belong to the container's ids, and LXC mounts it as it is.
/// </remarks>
internal static class LayerMounts
{
    /// <summary>Mounts squashfs files whose owners are the container's.</summary>
    /// <param name="folder">Where; made when it lacks. Each gets a folder in it.</param>
    /// <param name="files">The files.</param>
    /// <param name="firstId">The host's id of the container's 0.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The folders, in the files' order.</returns>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ImageDamaged"/>: A file is no squashfs.</exception>
    public static async Task<IReadOnlyList<string>> MountAsync(string folder, IReadOnlyList<string> files, long firstId, CancellationToken cancel)
    {
        using var owners = await UserNamespace.OpenAsync(firstId, SubordinateIds.PerServer, cancel);
        var mounted = new List<string>();
        foreach (var file in files)
        {
            var target = Path.Combine(folder, mounted.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Directory.CreateDirectory(target);
            try
            {
                MountCalls.MountImage(file, target);
            }
            catch (IOException fault)
            {
                throw ImageFaults.Damaged(Path.GetFileNameWithoutExtension(file), $"{file} cannot be mounted: {fault.Message}");
            }
            MountCalls.MapOwners(target, owners);
            mounted.Add(target);
        }
        return mounted;
    }

    /// <summary>Mounts a tmpfs of a limited size. It is the caller's, until its folders are given away.</summary>
    public static void MountScratch(string target, long bytes, int entries)
    {
        Directory.CreateDirectory(target);
        MountCalls.MountInMemory(target, "tmpfs", $"size={bytes},nr_inodes={entries},mode=0755", runsPrograms: true);
    }

    /// <summary>Lays folders over each other, the first on top. Without a folder for changes, none can be made.</summary>
    /// <param name="target">Where it is mounted; made when it lacks.</param>
    /// <param name="lower">The folders; their paths hold no colon and no comma.</param>
    /// <param name="upper">Takes changes; null for a read-only mount.</param>
    /// <param name="work">An empty folder beside <paramref name="upper"/>.</param>
    public static void Overlay(string target, IReadOnlyList<string> lower, string? upper, string? work)
    {
        Directory.CreateDirectory(target);
        MountCalls.MountOverlay(target, lower, upper, work);
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
