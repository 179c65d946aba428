using System.Globalization;
using ContainerState.Networks;

namespace ContainerState.Hosts;

/// <summary>A limit of the kernel that all servers of a host share with each other and with the host's own programs.</summary>
/// <param name="Key">Its name for sysctl(8).</param>
/// <param name="Host">What the host's own programs take of it, generously.</param>
/// <param name="Server">What one server takes.</param>
internal sealed record SharedLimit(string Key, long Host, long Server)
{
    /// <summary>The processes and threads of a server that has no limit of its own for them.</summary>
    public const int Processes = 512;

    /// <summary>
    /// All of them. Files, processes and threads: proc(5). inotify: inotify(7); what a server takes counts as root's, who made
    /// its user namespace. Keys: keyrings(7). Neighbours: arp(7); one table is for all network namespaces. Tracked connections: as
    /// many as <see cref="HostRules"/> lets a server have.
    /// </summary>
    public static readonly IReadOnlyList<SharedLimit> All =
    [
        new("fs.inotify.max_user_instances", 128, 64),
        new("fs.inotify.max_user_watches", 65_536, 1024),
        new("fs.file-max", 65_536, 4096),
        new("kernel.keys.root_maxkeys", 1000, 4),
        new("kernel.keys.root_maxbytes", 25_000, 100),
        new("kernel.pid_max", 4096, Processes),
        new("kernel.threads-max", 4096, Processes),
        new("net.ipv4.neigh.default.gc_thresh3", 512, 4),
        new("net.netfilter.nf_conntrack_max", 65_536, HostRules.Tracked),
        new("user.max_user_namespaces", 1024, 4),
    ];

    private string File => "/proc/sys/" + Key.Replace('.', '/');

    /// <summary>What it must be at least.</summary>
    /// <param name="servers">How many servers the host is to hold.</param>
    public long Need(int servers) => Host + (Server * servers);

    /// <summary>What it is; null when the kernel has none, or has not loaded what it is of.</summary>
    public long? Read()
    {
        try
        {
            return long.TryParse(System.IO.File.ReadAllText(File).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Sets it until the next boot; false when the kernel takes it from nobody here, as in a container.</summary>
    public bool TryWrite(long value)
    {
        try
        {
            System.IO.File.WriteAllText(File, value.ToString(CultureInfo.InvariantCulture));
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
