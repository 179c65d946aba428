using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ContainerState.Platform;

/// <summary>Waits until something has reached the disk, where a power cut does not take it away.</summary>
internal static partial class Disk
{
    /// <summary>Waits for a file and its name. One that is not there is nothing to wait for.</summary>
    /// <exception cref="IOException">The disk did not take it.</exception>
    public static void Flush(string path)
    {
        foreach (var part in (string[])[path, Path.GetDirectoryName(path)!])
        {
            if (Path.Exists(part))
            {
                using var handle = LibC.OpenForReading(part);
                RandomAccess.FlushToDisk(handle);
            }
        }
    }

    /// <summary>Waits for all that anybody has written to the filesystem of a folder.</summary>
    /// <exception cref="IOException">The disk did not take it.</exception>
    public static void FlushFilesystem(string folder)
    {
        using var handle = LibC.OpenForReading(folder);
        if (SyncFilesystem(handle) != 0)
        {
            throw new IOException($"{folder}: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFilesystem(SafeFileHandle folder);
}
