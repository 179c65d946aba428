using System.Runtime.InteropServices;

namespace ContainerState.Platform;

/// <summary>System calls that change the calling thread alone, and what it starts. Each gives 0 or the error number.</summary>
internal static partial class ThreadCalls
{
    /// <summary>For <see cref="Unshare"/>: an umask and a current folder of its own.</summary>
    public const int Files = 0x200;

    /// <summary>For <see cref="Unshare"/>: a host name of its own. Only root may.</summary>
    public const int Name = 0x4000000;

    /// <summary>For <see cref="Unshare"/>: a network of its own. Only root may.</summary>
    public const int Network = 0x40000000;

    // 8,192 processors, the most that Linux can be built for.
    private const int MaskBytes = 1024;

    /// <summary>unshare(2)</summary>
    public static int Unshare(int what) => Result(UnshareCall(what));

    /// <summary>sethostname(2), in the thread's namespace.</summary>
    public static int SetHostName(string name) => Result(SetHostNameCall(name, (nuint)name.Length));

    /// <summary>umask(2), which cannot fail.</summary>
    public static void SetUmask(int mask) => _ = UmaskCall((uint)mask);

    /// <summary>Leaves the thread the last so many of the processors that it may use: sched_setaffinity(2).</summary>
    public static int LimitProcessors(int count)
    {
        var mask = new byte[MaskBytes];
        if (GetAffinity(0, MaskBytes, mask) != 0)
        {
            return Marshal.GetLastPInvokeError();
        }
        for (var processor = (MaskBytes * 8) - 1; processor >= 0; processor--)
        {
            var bit = (byte)(1 << (processor % 8));
            if ((mask[processor / 8] & bit) != 0 && --count < 0)
            {
                mask[processor / 8] &= (byte)~bit;
            }
        }
        return Result(SetAffinity(0, MaskBytes, mask));
    }

    /// <summary>The processors that a process, or with 0 the calling thread, may run on; empty when there is no such process.</summary>
    public static IReadOnlyList<int> ProcessorsOf(int process)
    {
        var mask = new byte[MaskBytes];
        _ = GetAffinity(process, MaskBytes, mask);
        return [.. Enumerable.Range(0, MaskBytes * 8).Where(processor => (mask[processor / 8] & (1 << (processor % 8))) != 0)];
    }

    /// <summary>Lets the thread run on these processors alone: sched_setaffinity(2).</summary>
    public static int KeepTo(IReadOnlyList<int> processors)
    {
        var mask = new byte[MaskBytes];
        foreach (var processor in processors)
        {
            mask[processor / 8] |= (byte)(1 << (processor % 8));
        }
        return Result(SetAffinity(0, MaskBytes, mask));
    }

    private static int Result(int returned) => returned == 0 ? 0 : Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int UnshareCall(int flags);

    [LibraryImport("libc", EntryPoint = "sethostname", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetHostNameCall(string name, nuint length);

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint UmaskCall(uint mask);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int GetAffinity(int thread, nuint size, [Out] byte[] mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nuint size, byte[] mask);
}
