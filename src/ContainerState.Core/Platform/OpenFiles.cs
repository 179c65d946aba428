using System.Globalization;

namespace ContainerState.Platform;

/// <summary>How many descriptors a process that we start may be given.</summary>
internal static class OpenFiles
{
    private const int SystemResource = 24;

    /// <summary>The most: our own hard limit, for one who may not raise it; else the kernel's.</summary>
    public static long Most { get; } = MayRaise()
        ? long.Parse(File.ReadAllText("/proc/sys/fs/nr_open").Trim(), CultureInfo.InvariantCulture)
        : HardLimit();

    // proc(5), status: the capabilities in effect, in hex. CAP_SYS_RESOURCE is bit 24.
    private static bool MayRaise() =>
        File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("CapEff:", StringComparison.Ordinal)) is { } line
        && (ulong.Parse(line.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << SystemResource)) != 0;

    // proc(5), limits: name, soft limit, hard limit, unit, in columns.
    private static long HardLimit() =>
        File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, _, var hard, ..]
        && long.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : long.MaxValue;
}
