using System.Globalization;
using System.Runtime.InteropServices;

namespace ContainerState.Platform;

/// <summary>What the kernel says of a path: statx(2).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Permission bits, with set-user-id, set-group-id and sticky.</param>
/// <param name="UserId">The owner.</param>
/// <param name="GroupId">The group.</param>
/// <param name="Size">Bytes.</param>
internal sealed partial record FileStatus(FileKind Kind, int Mode, long UserId, long GroupId, long Size)
{
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const int DoNotSync = 0x4000;
    private const uint BasicStats = 0x7ff;
    private const uint MountNumber = 0x1000;

    // As many as the kernel follows: path_resolution(7).
    private const int MostLinks = 40;

    // Whatever the filesystem's own are.
    private const int BlockBytes = 512;

    /// <summary>What no other file of this host has at the same time: device and inode, as the name of a file.</summary>
    public string File { get; private init; } = "";

    /// <summary>What it takes of the disk.</summary>
    public long DiskBytes { get; private init; }

    /// <summary>Its number on its filesystem.</summary>
    public ulong Inode { get; private init; }

    /// <summary>The number of the mount that it is on, which <see cref="MountEntry"/> has too.</summary>
    public ulong Mount { get; private init; }

    /// <summary>Changes with every change of the file: its size and its times of writing and of any change, to the nanosecond.</summary>
    public string Version { get; private init; } = "";

    /// <summary>Looks at a path itself; a link is not followed.</summary>
    /// <exception cref="IOException">It is not there, or cannot be looked at.</exception>
    public static FileStatus Of(string path) => Of(path, NoFollow);

    /// <summary>Looks at a path itself; null when it is not there, or cannot be looked at.</summary>
    public static FileStatus? Find(string path)
    {
        try
        {
            return Of(path);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Looks at a path below a folder, part by part: null when it is not there, or a link is on the way, which would lead out of the folder.</summary>
    /// <param name="root">The folder, such as a mounted image.</param>
    /// <param name="path">The path in it, with or without a slash in front.</param>
    public static FileStatus? FindBelow(string root, string path)
    {
        FileStatus? found = null;
        var at = root;
        foreach (var part in Parts(path))
        {
            if (found is not (null or { Kind: FileKind.Folder }))
            {
                return null;
            }
            at = Path.Combine(at, part);
            if ((found = Find(at)) is null)
            {
                return null;
            }
        }
        return found;
    }

    /// <summary>
    /// The path that one below a folder leads to, with every link followed as if the folder were the root: null when nothing is
    /// there, or the links have no end. Nothing outside of the folder is looked at; nobody may change it meanwhile.
    /// </summary>
    /// <param name="root">The folder, such as a mounted image.</param>
    /// <param name="path">The path in it, with or without a slash in front.</param>
    /// <returns>The path, with a slash in front.</returns>
    public static string? FollowBelow(string root, string path)
    {
        var parts = new Stack<string>(Parts(path).Reverse());
        var at = new List<string>();
        var links = 0;
        while (parts.TryPop(out var part))
        {
            if (part is "." or "..")
            {
                at.RemoveRange(Math.Max(0, at.Count - (part.Length - 1)), Math.Min(at.Count, part.Length - 1));
                continue;
            }
            var next = Path.Combine([root, .. at, part]);
            if (Find(next) is not { } found || (found.Kind == FileKind.Link && ++links > MostLinks))
            {
                return null;
            }
            if (found.Kind != FileKind.Link)
            {
                at.Add(part);
                continue;
            }
            var target = new FileInfo(next).LinkTarget ?? "";
            if (target.StartsWith('/'))
            {
                at.Clear();
            }
            foreach (var further in Parts(target).Reverse())
            {
                parts.Push(further);
            }
        }
        return "/" + string.Join('/', at);
    }

    private static string[] Parts(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Looks at what a path leads to: links are followed, the kernel's own in /proc too.</summary>
    /// <remarks>What the kernel knows of it: a filesystem whose server does not answer, a user's own perhaps, is not waited for.</remarks>
    /// <exception cref="IOException">It is not there, or cannot be looked at.</exception>
    public static FileStatus OfTarget(string path) => Of(path, DoNotSync);

    private static FileStatus Of(string path, int flags)
    {
        if (Statx(CurrentFolder, path, flags, BasicStats | MountNumber, out var raw) != 0)
        {
            throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());
        }
        var kind = (raw.Mode >> 12) switch
        {
            8 => FileKind.Regular,
            4 => FileKind.Folder,
            10 => FileKind.Link,
            _ => FileKind.Special,
        };
        return new(kind, raw.Mode & 0xfff, raw.UserId, raw.GroupId, (long)raw.Size)
        {
            Inode = raw.Inode,
            File = string.Create(CultureInfo.InvariantCulture, $"{raw.DeviceMajor}-{raw.DeviceMinor}-{raw.Inode}"),
            DiskBytes = (long)raw.Blocks * BlockBytes,
            Mount = raw.Mount,
            Version = string.Create(CultureInfo.InvariantCulture, $"{raw.Size} {raw.Modified}.{raw.ModifiedNano} {raw.Changed}.{raw.ChangedNano}"),
        };
    }

    // struct statx of linux/stat.h: the same on every architecture, 256 bytes.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Raw
    {
        [FieldOffset(20)]
        public uint UserId;

        [FieldOffset(24)]
        public uint GroupId;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(48)]
        public ulong Blocks;

        [FieldOffset(96)]
        public long Changed;

        [FieldOffset(104)]
        public uint ChangedNano;

        [FieldOffset(112)]
        public long Modified;

        [FieldOffset(120)]
        public uint ModifiedNano;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;

        [FieldOffset(144)]
        public ulong Mount;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out Raw result);
}
