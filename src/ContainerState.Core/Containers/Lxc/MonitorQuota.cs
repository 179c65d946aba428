using System.Globalization;
using ContainerState.Platform;

namespace ContainerState.Containers.Lxc;

/// <summary>The processor time of LXC's monitor, which copies all that a server writes to its console.</summary>
/// <remarks>
/// It is in a cgroup beside the server's, to which LXC gives no limit: a server that writes without end would have a
/// processor of the host's beyond its own. With a quota the server waits for its console instead, and nothing is lost.
/// </remarks>
internal static class MonitorQuota
{
    private const string Controller = "cpu";
    private const string Delegated = "cgroup.subtree_control";

    // Of a processor. A server that has less for itself gets no more than that here.
    private const double Most = 0.25;

    // Microseconds. Shorter than the kernel's 100 ms, since whoever stops a server or looks into it waits for its monitor.
    private const int Period = 10_000;

    // The kernel takes no quota below 1 ms.
    private const int Least = 1000;

    /// <summary>Sets it, where the host has a controller that keeps it.</summary>
    /// <param name="name">The container; its monitor runs.</param>
    /// <param name="cpus">What the server may use, in processors; 0 for no limit.</param>
    /// <param name="cgroups">The host's hierarchies.</param>
    public static void Set(string name, double cpus, IReadOnlyList<CgroupHierarchy> cgroups)
    {
        if (CgroupHierarchy.With(cgroups, Controller) is not { } hierarchy)
        {
            return;
        }
        var folder = Path.Combine(hierarchy.Folder, ContainerCgroups.Monitor(name));
        var part = cpus > 0 ? Math.Min(cpus, Most) : Most;
        var quota = Math.Max(Least, (int)Math.Round(part * Period)).ToString(CultureInfo.InvariantCulture);
        var period = Period.ToString(CultureInfo.InvariantCulture);
        try
        {
            if (hierarchy.IsUnified)
            {
                ContainerCgroups.AboveMonitors(hierarchy.Folder).ForEach(Delegate);
                File.WriteAllText(Path.Combine(folder, "cpu.max"), $"{quota} {period}");
            }
            else
            {
                File.WriteAllText(Path.Combine(folder, "cpu.cfs_period_us"), period);
                File.WriteAllText(Path.Combine(folder, "cpu.cfs_quota_us"), quota);
            }
        }
        catch (IOException) when (!Directory.Exists(folder))
        {
            // The server has ended, and its monitor with it.
        }
    }

    // On cgroup v2 a folder has a controller when the one above it hands it on.
    private static void Delegate(string folder)
    {
        var file = Path.Combine(folder, Delegated);
        if (!File.ReadAllText(file).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Contains(Controller))
        {
            File.WriteAllText(file, "+" + Controller);
        }
    }
}
