using System.Collections.Immutable;
using ContainerState.Definitions;
using ContainerState.Platform;

namespace ContainerState.Containers;

/// <summary>
/// What a server sees of its own limits, by which its programs size themselves: its cgroups, which it cannot change, the
/// processors that it runs on, and where LXCFS is installed, the files of /proc that would tell of the whole host.
/// </summary>
internal static class LimitViews
{
    /// <summary>Where a server sees its cgroups.</summary>
    public const string CgroupFolder = "/sys/fs/cgroup";
    private const string LxcfsFolder = "/var/lib/lxcfs/proc";
    private const string Online = "/sys/devices/system/cpu/online";

    // Of v1: those that runtimes ask for. Without all of the first four, a JVM takes none into account.
    private static readonly string[] Controllers = ["memory", "cpu", "cpuacct", "cpuset", "pids"];

    // The load is left out: by default LXCFS gives the host's.
    private static readonly string[] LxcfsFiles = ["cpuinfo", "diskstats", "meminfo", "stat", "swaps", "uptime"];

    /// <summary>The v1 hierarchies that a server sees, each in a folder of its own; none where v2 has the limits.</summary>
    public static IReadOnlyList<CgroupHierarchy> Legacy(IReadOnlyList<CgroupHierarchy> cgroups) =>
        [.. cgroups.Where(hierarchy => !hierarchy.IsUnified && hierarchy.Controllers.Intersect(Controllers).Any() && Path.GetDirectoryName(hierarchy.Folder) == CgroupFolder)];

    /// <summary>The v2 hierarchy, which may have no controllers; null when it is not mounted.</summary>
    public static CgroupHierarchy? Unified(IReadOnlyList<CgroupHierarchy> cgroups) => cgroups.FirstOrDefault(hierarchy => hierarchy.IsUnified);

    /// <summary>True when a container needs files of its own for what it sees.</summary>
    public static bool NeedsFiles(ContainerSpec spec, IReadOnlyList<CgroupHierarchy> cgroups) => spec.Processors.Length > 0 || (!spec.OwnsCgroup && Legacy(cgroups).Count > 0);

    /// <summary>
    /// Makes a container's own files: the folders that v1 hierarchies are mounted on, with the usual links where one has
    /// several controllers, and the list of its processors, which is what the C library counts.
    /// </summary>
    /// <param name="folder">The folder that they are made in.</param>
    /// <param name="spec">The container.</param>
    /// <param name="cgroups">The host's hierarchies.</param>
    public static void MakeFiles(string folder, ContainerSpec spec, IReadOnlyList<CgroupHierarchy> cgroups)
    {
        if (spec.Processors.Length > 0)
        {
            File.WriteAllText(ProcessorsIn(folder), string.Join(',', spec.Processors) + "\n");
            File.SetUnixFileMode(ProcessorsIn(folder), UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
        if (spec.OwnsCgroup)
        {
            return;
        }
        var legacy = Legacy(cgroups);
        var points = FileModes.MakeFolder(PointsIn(folder), (UnixFileMode)FileModes.Program);
        foreach (var hierarchy in legacy)
        {
            var name = Path.GetFileName(hierarchy.Folder);
            FileModes.MakeFolder(Path.Combine(points, name), (UnixFileMode)FileModes.Program);
            foreach (var link in hierarchy.Controllers.Intersect(Controllers).Where(link => link != name))
            {
                File.CreateSymbolicLink(Path.Combine(points, link), name);
            }
        }
    }

    /// <summary>What is to be mounted into a container: where each is on the host, and its path in the container.</summary>
    /// <param name="folder">The folder of <see cref="MakeFiles"/>.</param>
    /// <param name="spec">The container.</param>
    /// <param name="cgroups">The host's hierarchies.</param>
    public static IReadOnlyList<(string Source, string Path)> Mounts(string folder, ContainerSpec spec, IReadOnlyList<CgroupHierarchy> cgroups)
    {
        var legacy = Legacy(cgroups);
        var mounts = new List<(string, string)>();
        if (spec.OwnsCgroup && Unified(cgroups) is { } own)
        {
            mounts.Add((Own(own), CgroupFolder));
        }
        else if (legacy.Count > 0)
        {
            mounts.Add((PointsIn(folder), CgroupFolder));
            mounts.AddRange(legacy.Select(hierarchy => (Own(hierarchy), hierarchy.Folder)));
        }
        else if (cgroups.FirstOrDefault(hierarchy => hierarchy is { IsUnified: true, Folder: CgroupFolder }) is { } unified)
        {
            mounts.Add((Own(unified), CgroupFolder));
        }
        if (spec.Processors.Length > 0 && File.Exists(Online))
        {
            mounts.Add((ProcessorsIn(folder), Online));
        }
        // Not there when LXCFS has ended: then nothing can be read of what it has mounted.
        mounts.AddRange(LxcfsFiles.Select(file => (Path.Combine(LxcfsFolder, file), "/proc/" + file)).Where(mount => File.Exists(mount.Item1)));
        return mounts;

        string Own(CgroupHierarchy hierarchy) => Path.Combine(hierarchy.Folder, ContainerCgroups.Payload(spec.Name));
    }

    /// <summary>True when a container sees the files of LXCFS.</summary>
    public static bool HasLxcfs(ContainerSpec spec) => spec.Views.Any(view => view.Path == "/proc/cpuinfo");

    private static string PointsIn(string folder) => Path.Combine(folder, "cgroup");

    private static string ProcessorsIn(string folder) => Path.Combine(folder, "processors");

    /// <summary>
    /// The processors of a server that may use a whole number of them: as many, so that programs count no more. Empty where it
    /// may use a fraction, or all that there are.
    /// </summary>
    /// <param name="limits">Its limits.</param>
    /// <param name="slot">Its number: neighbours get different ones.</param>
    /// <param name="there">Those that there are.</param>
    /// <remarks>Programs are started on them, and may ask for others. What limits a server is its time.</remarks>
    public static ImmutableArray<int> Processors(ServerLimits limits, int slot, IReadOnlyList<int> there)
    {
        if (limits.Cpus < 1 || limits.Cpus != Math.Floor(limits.Cpus) || there.Count <= limits.Cpus)
        {
            return [];
        }
        var count = (int)limits.Cpus;
        return [.. Enumerable.Range(0, count).Select(index => there[(int)((((long)slot * count) + index) % there.Count)]).Order()];
    }
}
