using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ContainerState.Errors;
using Microsoft.Win32.SafeHandles;

namespace ContainerState.Platform;

/// <summary>A file as a block device that cannot be written: loop(4).</summary>
/// <remarks>It is the kernel's once it is mounted: it goes with the last mount, and with us when we die before there is one.</remarks>
internal sealed partial class LoopDevice : IDisposable
{
    // Linux 5.8 is the first that takes the file and all settings in one call, so that nobody sees a device half made.
    private const nuint Configure = 0x4C0A;
    private const nuint GetFree = 0x4C82;
    private const uint ReadOnly = 1;
    private const uint AutoClear = 4;
    private const int MostTries = 200;

    // Of open(2): without the lock that .NET takes on what it opens, and others hold on a device that they set up.
    private const int ForReading = 0x80000;
    private const int ForBoth = 0x80002;
    private const int NoSuchDevice = 6;

    private readonly SafeFileHandle _device;

    private LoopDevice(string path, SafeFileHandle device)
    {
        Path = path;
        _device = device;
    }

    /// <summary>Its path in /dev.</summary>
    public string Path { get; }

    /// <summary>Takes a free device for the file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="HostNotReadyException">The kernel has no device for it, or we may not use any.</exception>
    public static LoopDevice Open(string file)
    {
        using var content = LibC.OpenForReading(file);
        using var control = OpenCall("/dev/loop-control", ForBoth);
        if (control.IsInvalid)
        {
            throw NotReady("/dev/loop-control");
        }
        for (var tries = 0; ; tries++)
        {
            var number = Ioctl(control, GetFree, 0);
            if (number < 0)
            {
                throw NotReady("/dev/loop-control");
            }
            var path = "/dev/loop" + number.ToString(CultureInfo.InvariantCulture);
            var device = OpenCall(path, ForReading);
            if (!device.IsInvalid && Ioctl(device, Configure, Settings(content, file)) == 0)
            {
                return new(path, device);
            }
            var error = Marshal.GetLastPInvokeError();
            var fault = NotReady(path);
            device.Dispose();
            // Somebody else has taken it since it was free, or takes it away.
            if (error is not (LibC.Busy or LibC.NotFound or NoSuchDevice) || tries == MostTries)
            {
                throw fault;
            }
            Thread.Sleep(1);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();

    // struct loop_config of linux/loop.h: the file, the size of a block, struct loop_info64, eight words that are reserved.
    private static byte[] Settings(SafeFileHandle content, string file)
    {
        const int Size = 304;
        const int Info = 8;
        const int Flags = Info + 52;
        const int Name = Info + 56;
        const int LongestName = 63;
        var settings = new byte[Size];
        MemoryMarshal.Write(settings, (int)content.DangerousGetHandle());
        MemoryMarshal.Write(settings.AsSpan(Flags), ReadOnly | AutoClear);
        // For people who look: nothing goes by it.
        var name = Encoding.UTF8.GetBytes(file);
        name.AsSpan(0, Math.Min(name.Length, LongestName)).CopyTo(settings.AsSpan(Name));
        return settings;
    }

    private static IOException Fault(string path) =>
        new($"{path}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}", Marshal.GetLastPInvokeError());

    private static HostNotReadyException NotReady(string path) => new([$"no loop device can be had, on which images are mounted: {Fault(path).Message}"]);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenCall(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(SafeHandle file, nuint request, nint value);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(SafeHandle file, nuint request, [In] byte[] value);
}
