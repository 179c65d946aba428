using System.Runtime.InteropServices;
using System.Text;
using ContainerState.Errors;
using Microsoft.Win32.SafeHandles;

namespace ContainerState.Platform;

/// <summary>Mounts by the kernel's own calls: a program for each would take longer than the call, and mount(8) gives no other owners before util-linux 2.39.</summary>
internal static partial class MountCalls
{
    private const int CurrentFolder = -100;
    private const uint EmptyPath = 0x1000;
    private const uint CloseOnExec = 0x80000;
    private const uint CloneTree = 1;
    private const uint FromHandle = 4;
    private const ulong MapIds = 0x100000;
    private const int NoSuchCall = 38;
    private const nuint ReadOnly = 1;
    private const nuint NoSetUserId = 2;
    private const nuint NoDevices = 4;
    private const nuint NoPrograms = 8;

    // The numbers are the same on every architecture that .NET runs on.
    private const long OpenTree = 428;
    private const long MoveMount = 429;
    private const long MountSetAttr = 442;

    /// <summary>Makes a mounted filesystem's files belong to the ids that a user namespace maps theirs to.</summary>
    /// <param name="folder">Where it is mounted. It is mounted there again.</param>
    /// <param name="userNamespace">A handle to the namespace.</param>
    /// <exception cref="IOException">The kernel or the filesystem cannot.</exception>
    public static void MapOwners(string folder, SafeFileHandle userNamespace)
    {
        using var copy = CopyMapped(folder, userNamespace);
        Check(folder, -LibC.Unmount(folder));
        Attach(copy, folder);
    }

    /// <summary>Makes a second mount of a mounted filesystem, whose files belong to the ids that a user namespace maps theirs to. It is nowhere yet.</summary>
    /// <param name="folder">Where it is mounted.</param>
    /// <param name="userNamespace">A handle to the namespace.</param>
    /// <returns>A handle to the mount, with which it goes unless it is attached.</returns>
    /// <exception cref="HostNotReadyException">The kernel has no such call.</exception>
    /// <exception cref="IOException">The filesystem cannot, or is not mounted there.</exception>
    public static SafeFileHandle CopyMapped(string folder, SafeFileHandle userNamespace)
    {
        var copy = new SafeFileHandle((nint)Check(folder, Syscall(OpenTree, CurrentFolder, folder, CloneTree | CloseOnExec, 0, 0)), ownsHandle: true);
        try
        {
            var attributes = new MountAttributes { Set = MapIds, UserNamespace = (ulong)userNamespace.DangerousGetHandle() };
            Check(folder, SetAttributes(MountSetAttr, (int)copy.DangerousGetHandle(), "", EmptyPath, ref attributes, (nuint)Marshal.SizeOf<MountAttributes>()));
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>Mounts what <see cref="CopyMapped"/> made; over what is mounted there, when something is.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public static void Attach(SafeFileHandle mount, string folder) => Check(folder, Move(MoveMount, (int)mount.DangerousGetHandle(), "", CurrentFolder, folder, FromHandle));

    /// <summary>Mounts a new filesystem that is in memory alone, for data: nothing in it is a device, or gives its own rights to who runs it.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="type">tmpfs or ramfs.</param>
    /// <param name="options">The filesystem's own: mount(8).</param>
    /// <param name="runsPrograms">True where programs may be put into it and run.</param>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public static void MountInMemory(string folder, string type, string options, bool runsPrograms = false) =>
        Check(folder, Mount("containerstate", folder, type, NoSetUserId | NoDevices | (runsPrograms ? 0 : NoPrograms), options));

    /// <summary>Mounts a squashfs file, which nobody can write. The kernel loads what it needs for it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="folder">Where.</param>
    /// <exception cref="IOException">The file is no squashfs, or cannot be read.</exception>
    /// <exception cref="HostNotReadyException">There is no loop device.</exception>
    public static void MountImage(string file, string folder)
    {
        using var device = LoopDevice.Open(file);
        Check(folder, Mount(device.Path, folder, "squashfs", ReadOnly | NoSetUserId | NoDevices, ""));
    }

    /// <summary>Lays folders over each other, the first on top. Without a folder for changes, none can be made.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="lower">The folders; their paths hold no colon, comma or backslash.</param>
    /// <param name="upper">Takes changes; null for a read-only mount.</param>
    /// <param name="work">An empty folder beside <paramref name="upper"/>.</param>
    /// <exception cref="IOException">The kernel refuses, or there are more folders than the call takes.</exception>
    public static void MountOverlay(string folder, IReadOnlyList<string> lower, string? upper, string? work)
    {
        // By handles, so that long paths of many folders fit into the call.
        using var handles = new FolderHandles(lower);
        var options = $"lowerdir={string.Join(':', handles.Paths)}" + (upper is null ? "" : $",upperdir={upper},workdir={work}");
        // The kernel reads one page, and says nothing of the rest.
        if (Encoding.UTF8.GetByteCount(options) >= Environment.SystemPageSize)
        {
            throw new IOException($"{folder}: {lower.Count} folders over each other are more than mount(2) takes.");
        }
        Check(folder, Mount("overlay", folder, "overlay", NoSetUserId | NoDevices | (upper is null ? ReadOnly : 0), options));
    }

    private static long Check(string folder, long result) => result >= 0 ? result : throw Fault(folder, Marshal.GetLastPInvokeError());

    private static Exception Fault(string folder, int error) => error == NoSuchCall
        ? new HostNotReadyException(["the kernel has no mounts with other owners: Linux 6.2 or later has them for layers"])
        : new IOException($"{folder}: {Marshal.GetPInvokeErrorMessage(error)}", error);

    // struct mount_attr of linux/mount.h.
    private struct MountAttributes
    {
        public ulong Set;
        public ulong Clear;
        public ulong Propagation;
        public ulong UserNamespace;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long Syscall(long number, int folder, string path, uint flags, long fourth, long fifth);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long SetAttributes(long number, int handle, string path, uint flags, ref MountAttributes attributes, nuint size);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long Move(long number, int from, string fromPath, int to, string toPath, uint flags);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string folder, string type, nuint flags, string options);
}
