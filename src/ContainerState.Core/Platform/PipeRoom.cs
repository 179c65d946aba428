using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace ContainerState.Platform;

/// <summary>How much a pipe between us and a program holds.</summary>
internal static partial class PipeRoom
{
    // F_SETPIPE_SZ of fcntl(2), and the most that Linux gives to everybody: 16 times what a pipe has at first. Each time
    // that a pipe is full or empty, the kernel has to switch from one side to the other.
    private const int SetSize = 1031;
    private const int Most = 1 << 20;

    /// <summary>Makes a pipe as large as it may be. It works as well, though slower, where the kernel refuses.</summary>
    public static void Widen(Stream stream)
    {
        if (stream is PipeStream pipe)
        {
            _ = Control(pipe.SafePipeHandle, SetSize, Most);
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(SafeHandle handle, int command, int value);
}
