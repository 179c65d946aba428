using System.Globalization;
using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>Memory instead of a disk, for a root filesystem that is made only to be read once.</summary>
/// <remarks>dpkg waits for the disk after each of the thousands of files that it writes.</remarks>
internal static class ScratchMemory
{
    /// <summary>What apt takes whatever it installs, in bytes: the lists of a suite, unpacked, and its own index of them, twice while it is made.</summary>
    public const long Least = 512 << 20;

    // Of what an installation is said to take: maintainer scripts and dpkg's own files come on top.
    private const int Spare = 2;

    // Of the memory that is free: the rest is for the programs that run meanwhile, and for git.
    private const int Share = 2;

    /// <summary>How much memory to use, in bytes; null when there is not enough, or when we may not mount it.</summary>
    /// <param name="needed">What it will take, as far as is known, in bytes.</param>
    /// <param name="free">What is free, in bytes.</param>
    public static long? For(long needed, long free)
    {
        var used = Least + (needed * Spare);
        return used * Share <= free ? used : null;
    }

    /// <summary>What this machine and the limit that we are under have free, in bytes.</summary>
    public static long Free()
    {
        const string Field = "MemAvailable:";
        var line = File.ReadLines("/proc/meminfo").First(text => text.StartsWith(Field, StringComparison.Ordinal));
        var available = long.Parse(line[Field.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) << 10;
        return Math.Min(available, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
    }

    /// <summary>A command that finds a folder in memory. It is gone with the command, however that ends.</summary>
    /// <param name="command">The command, which has to be one that dies with us: that has a mount namespace of its own.</param>
    /// <param name="folder">The folder, which is there.</param>
    /// <param name="bytes">How much it may hold.</param>
    public static ProgramCommand Mount(ProgramCommand command, string folder, long bytes) =>
        command with
        {
            Program = "sh",
            Arguments =
            [
                "-c", """mount -t tmpfs -o "mode=0755,size=$1" containerstate "$2" && shift 2 && exec "$@" """,
                "sh", bytes.ToString(CultureInfo.InvariantCulture), folder, command.Program, .. command.Arguments,
            ],
        };
}
