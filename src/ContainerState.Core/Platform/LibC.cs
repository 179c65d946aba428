using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ContainerState.Platform;

/// <summary>The few system calls that .NET has no method for.</summary>
internal static partial class LibC
{
    public const int Busy = 16;
    public const int NotFound = 2;
    public const int InvalidArgument = 22;
    public const int ReadOnlyFileSystem = 30;

    // F_OFD_GETLK and F_OFD_SETLK; F_RDLCK is 0.
    /// <summary>The error number where something of that name is there already: EEXIST.</summary>
    public const int IsThere = 17;

    private const int AskForLock = 36;
    private const int SetLock = 37;
    private const short Exclusive = 1;
    private const short Unlocked = 2;
    private const int NoFollow = 8;
    private const int DetachNow = 2;
    private const nuint OutputQueue = 0x5411;
    private const int Kill = 9;
    private const int FileSizeResource = 1;
    private const int KeepSizeAndPunchHole = 3;

    // The numbers are the same on every architecture that .NET runs on.
    private const long PidfdSendSignal = 424;
    private const long PidfdOpen = 434;

    /// <summary>Opens a file for reading and writing, makes it where it lacks, and leaves every lock alone.</summary>
    public static SafeFileHandle OpenFile(string path)
    {
        // O_RDWR | O_CREAT | O_CLOEXEC
        const int Flags = 0x2 | 0x40 | 0x80000;
        const int OwnerOnly = 0x180;
        var handle = Open(path, Flags, OwnerOnly);
        return handle >= 0
            ? new SafeFileHandle(handle, ownsHandle: true)
            : throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());
    }

    /// <summary>The same for a file that is there; null when it is not.</summary>
    public static SafeFileHandle? OpenExisting(string path)
    {
        // O_RDWR | O_CLOEXEC
        const int Flags = 0x2 | 0x80000;
        const int NotThere = 2;
        var handle = Open(path, Flags, 0);
        return handle >= 0 ? new SafeFileHandle(handle, ownsHandle: true)
            : Marshal.GetLastPInvokeError() == NotThere ? null
            : throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());
    }

    /// <summary>Opens a file or a folder to read it, or to ask the kernel about it, and leaves every lock alone.</summary>
    /// <exception cref="IOException">It is not there, or may not be read; with the error number.</exception>
    public static SafeFileHandle OpenForReading(string path)
    {
        // O_RDONLY | O_CLOEXEC
        const int Flags = 0x80000;
        var handle = Open(path, Flags, 0);
        return handle >= 0
            ? new SafeFileHandle(handle, ownsHandle: true)
            : throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());
    }

    /// <summary>
    /// Takes an open file description lock (fcntl(2)) on the whole file without waiting. The kernel lets go of it when the
    /// last process that has this opening of the file dies or closes it.
    /// </summary>
    public static bool TryLock(SafeHandle file)
    {
        var all = new RecordLock { Type = Exclusive };
        return Fcntl(file, SetLock, ref all) == 0;
    }

    /// <summary>Lets go of it, for every process that has this opening of the file: a child has it until it becomes another program.</summary>
    public static void Unlock(SafeHandle file)
    {
        var all = new RecordLock { Type = Unlocked };
        _ = Fcntl(file, SetLock, ref all);
    }

    /// <summary>True when another opening of the file has the lock. Asking takes nothing, so that it is in nobody's way.</summary>
    public static bool IsLocked(SafeHandle file)
    {
        var all = new RecordLock { Type = Exclusive };
        return Fcntl(file, AskForLock, ref all) == 0 && all.Type != Unlocked;
    }

    /// <summary>Unmounts, never through a symbolic link. Gives 0 or the error number.</summary>
    public static int Unmount(string folder) => Umount2(folder, NoFollow) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Takes the topmost mount out of sight at once, also when it is busy: it goes with its last user. Gives 0 or the error number.</summary>
    public static int Detach(string folder) => Umount2(folder, NoFollow | DetachNow) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Opens a handle to a process that stays with it when its id is given to another; -1 when there is none.</summary>
    public static int OpenProcess(int id) => (int)Syscall(PidfdOpen, id, 0, 0, 0);

    /// <summary>Sends SIGKILL.</summary>
    public static void KillProcess(int handle) => _ = Syscall(PidfdSendSignal, handle, Kill, 0, 0);

    /// <summary>Sets owner and group, of a link itself where it is one. Gives 0 or the error number.</summary>
    public static int ChangeOwner(string path, uint user, uint group) => Lchown(path, user, group) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Makes one folder. Gives 0 or the error number, which is <see cref="IsThere"/> where something of that name is there.</summary>
    public static int MakeFolder(string path) => Mkdir(path, FileModes.Program) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Renames a file, a folder or a link itself. Gives 0 or the error number.</summary>
    public static int Rename(string from, string to) => RenameCall(from, to) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Frees the disk below a part of a file, whose length stays. False where the filesystem cannot.</summary>
    public static bool PunchHole(SafeHandle file, long offset, long length) => Fallocate(file, KeepSizeAndPunchHole, offset, length) == 0;

    /// <summary>How much of what was sent on a socket nobody has read yet, the kernel's own bytes included; 0 when that cannot be had.</summary>
    public static int UnreadBytes(SafeHandle socket) => Ioctl(socket, OutputQueue, out var bytes) == 0 ? bytes : 0;

    /// <summary>Sets how large a file a process may write. False when it has gone.</summary>
    /// <remarks>The soft limit alone: root in a container may not raise a hard one again.</remarks>
    public static bool LimitFileSize(int process, long bytes)
    {
        Span<long> limit = [0, 0];
        if (Prlimit(process, FileSizeResource, 0, limit) != 0)
        {
            return false;
        }
        limit[0] = bytes;
        return Prlimit(process, FileSizeResource, limit, 0) == 0;
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(SafeHandle file, nuint request, out int value);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Fallocate(SafeHandle file, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    private static partial int Prlimit(int process, int resource, ReadOnlySpan<long> limit, nint old);

    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    private static partial int Prlimit(int process, int resource, nint limit, Span<long> old);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int handle);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(SafeHandle file, int command, ref RecordLock argument);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Umount2(string target, int flags);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Lchown(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mkdir(string path, int mode);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameCall(string from, string to);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Syscall(long number, long first, long second, long third, long fourth);

    /// <summary>struct flock of fcntl(2) where a file's length has 64 bits; zeros for place and process mean the whole file, and nobody's.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct RecordLock
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }
}
