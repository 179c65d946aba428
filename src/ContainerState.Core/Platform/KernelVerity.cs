using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ContainerState.Platform;

/// <summary>fs-verity by the kernel's own calls, of linux/fsverity.h.</summary>
internal sealed partial class KernelVerity : IFileVerity
{
    // FS_IOC_ENABLE_VERITY and FS_IOC_MEASURE_VERITY, with the sizes of what they are given in them, as x86 and Arm have them.
    private const nuint Enable = 0x40806685;
    private const nuint MeasureFile = 0xC0046686;
    private const uint Sha256 = 1;
    private const uint BlockBytes = 4096;

    private const int NotPermitted = 1;
    private const int NoAccess = 13;
    private const int Busy = 26;
    private const int NoSuchRequest = 25;
    private const int NoData = 61;
    private const int NoAlgorithm = 65;
    private const int NotSupported = 95;

    // Times 20 ms.
    private const int MostTries = 50;

    /// <inheritdoc/>
    public string? Measure(string file) => Ask(file, out var digest) switch
    {
        0 => digest,
        NoData or NoSuchRequest or NotSupported => null,
        var error => throw Fault(file, error),
    };

    /// <inheritdoc/>
    public bool TryEnable(string file)
    {
        // struct fsverity_enable_arg: version, algorithm, size of a block; no salt, no signature.
        const int Size = 128;
        var settings = new byte[Size];
        BinaryPrimitives.WriteUInt32LittleEndian(settings, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(settings.AsSpan(4), Sha256);
        BinaryPrimitives.WriteUInt32LittleEndian(settings.AsSpan(8), BlockBytes);
        using var handle = LibC.OpenForReading(file);
        for (var tries = 0; ; tries++)
        {
            if (Ioctl(handle, Enable, settings) == 0)
            {
                return true;
            }
            switch (Marshal.GetLastPInvokeError())
            {
                case LibC.IsThere:
                    return true;
                // Without a signature, where the kernel wants one, too; or by a page of another size than the kernel's before Linux 6.3.
                case NoSuchRequest or NotSupported or LibC.InvalidArgument or NoAlgorithm or NotPermitted or NoAccess or LibC.ReadOnlyFileSystem:
                    return false;
                // A program that another thread starts has what we had open for writing until it is another program.
                case Busy when tries < MostTries:
                    Thread.Sleep(20);
                    break;
                case var error:
                    throw Fault(file, error);
            }
        }
    }

    /// <inheritdoc/>
    public VeritySupport SupportOf(string folder)
    {
        try
        {
            // The kernel answers for a folder as for a file that it is not on for.
            return Ask(folder, out _) switch
            {
                0 or NoData => VeritySupport.Present,
                // What a filesystem's code can do, as the kernel was built: one file for each.
                NotSupported when MountTable.Of(folder) is { } mount && Path.Combine("/sys/fs", mount.Type, "features") is var features && Directory.Exists(features) =>
                    File.Exists(Path.Combine(features, "verity")) ? VeritySupport.NotOnFilesystem : VeritySupport.NotInKernel,
                _ => VeritySupport.NotInType,
            };
        }
        catch (IOException)
        {
            return VeritySupport.Unknown;
        }
    }

    // 0 and a digest, or the error number.
    private static int Ask(string path, out string digest)
    {
        // struct fsverity_digest: algorithm, bytes of the digest, the digest. 64 are the longest of any algorithm.
        const int Header = 4;
        const int Longest = 64;
        var answer = new byte[Header + Longest];
        BinaryPrimitives.WriteUInt16LittleEndian(answer.AsSpan(2), Longest);
        using var handle = LibC.OpenForReading(path);
        if (Ioctl(handle, MeasureFile, answer) != 0)
        {
            digest = "";
            return Marshal.GetLastPInvokeError();
        }
        var algorithm = BinaryPrimitives.ReadUInt16LittleEndian(answer);
        var hex = Convert.ToHexStringLower(answer.AsSpan(Header, BinaryPrimitives.ReadUInt16LittleEndian(answer.AsSpan(2))));
        // Two algorithms may have digests of one length.
        digest = algorithm == Sha256 ? hex : string.Create(CultureInfo.InvariantCulture, $"{hex} by algorithm {algorithm}");
        return 0;
    }

    private static IOException Fault(string file, int error) => new($"{file}: {Marshal.GetPInvokeErrorMessage(error)}", error);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(SafeHandle file, nuint request, [In, Out] byte[] value);
}
