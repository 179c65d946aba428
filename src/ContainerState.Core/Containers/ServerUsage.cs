using System.Globalization;
using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>What a server used when it was looked at. Null where no cgroup controller counts it.</summary>
/// <param name="MemoryBytes">Memory, with its tmpfs and what it has read of its image.</param>
/// <param name="CpuSeconds">Processor time since its start.</param>
/// <param name="Processes">Processes and threads.</param>
public sealed record ServerUsage(long? MemoryBytes, double? CpuSeconds, long? Processes)
{
    /// <summary>Reads it from the cgroups of a container, of either version.</summary>
    internal static ServerUsage Read(string name, IReadOnlyList<CgroupHierarchy> cgroups)
    {
        return new(
            Number(TextOf("memory", "memory.usage_in_bytes", "memory.current")),
            // v1 counts nanoseconds. v2 counts microseconds, on a line of its own, whether the cpu controller is on or not.
            Number(TextOf("cpuacct", "cpuacct.usage", null)) / 1e9 ?? Number(Unified("cpu.stat")?.Split('\n')[0].Split(' ')[^1]) / 1e6,
            Number(TextOf("pids", "pids.current", "pids.current")));

        string? TextOf(string controller, string file, string? unifiedFile) =>
            CgroupHierarchy.With(cgroups, controller) is not { } hierarchy ? null
            : hierarchy.IsUnified ? unifiedFile is null ? null : Text(hierarchy, unifiedFile)
            : Text(hierarchy, file);

        string? Unified(string file) => cgroups.FirstOrDefault(hierarchy => hierarchy.IsUnified) is { } hierarchy ? Text(hierarchy, file) : null;

        string? Text(CgroupHierarchy hierarchy, string file)
        {
            try
            {
                return File.ReadAllText(Path.Combine(hierarchy.Folder, ContainerCgroups.Payload(name), file)).Trim();
            }
            catch (IOException)
            {
                // It has just gone, or is in no cgroup of that hierarchy.
                return null;
            }
        }
    }

    /// <summary>All three, with their units.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{MemoryBytes} bytes; {CpuSeconds:0.##} s; {Processes} processes");

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
