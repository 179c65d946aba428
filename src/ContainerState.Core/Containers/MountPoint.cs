using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>A folder that something is mounted on.</summary>
internal static class MountPoint
{
    /// <summary>True when something is mounted there.</summary>
    public static bool IsMounted(string folder) =>
        // Field 5 is the mount point; blanks in it would be octal, and there are none.
        MountTable.Read().Any(mount => mount.Point == folder);

    /// <summary>Unmounts what is mounted there, and removes the folder. Containers do not keep it busy: their roots are copies of mounts.</summary>
    /// <returns>False while somebody looks around in it; then the next command unmounts it.</returns>
    public static bool TryRemove(string folder)
    {
        for (var tries = 0; tries < 100 && IsMounted(folder); tries++)
        {
            if (LibC.Unmount(folder) == LibC.Busy)
            {
                Thread.Sleep(1);
            }
        }
        if (IsMounted(folder))
        {
            return false;
        }
        Directory.Delete(folder);
        return true;
    }

    /// <summary>Takes all that is mounted there out of sight at once, also what is busy.</summary>
    public static void Detach(string folder)
    {
        int result;
        do
        {
            result = LibC.Detach(folder);
        }
        while (result == 0);
    }
}
