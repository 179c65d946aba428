using System.Globalization;
using System.Text;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Hosts;
using ContainerState.Networks;
using ContainerState.Platform;

namespace ContainerState.Containers.Lxc;

/// <summary>Writes what LXC reads: lxc.container.conf(5).</summary>
/// <remarks>Every string from outside goes through <see cref="ContainerText"/>.</remarks>
internal static class LxcConfiguration
{
    /// <summary>The PATH of a server that sets none.</summary>
    public const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    // The part of a server's memory that may wait in its sockets, besides, where the kernel counts the two apart.
    private const int SocketShare = 4;
    private const string SocketMemory = "memory.kmem.tcp.limit_in_bytes";

    // Of one file; there is one before it, too. The folder is in memory.
    private const int ConsoleBytes = 4 << 20;

    // Where LXC mounts a root before it is one: by default a folder of its own, which its AppArmor profile allows for as well.
    private static readonly string RootMount =
        new[] { "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/var/lib" }
            .Select(folder => folder + "/lxc/rootfs").FirstOrDefault(Directory.Exists) ?? "/var/lib/lxc/rootfs";

    /// <summary>The configuration.</summary>
    /// <param name="spec">The container.</param>
    /// <param name="cgroups">The host's hierarchies.</param>
    /// <param name="appArmor">True when the kernel has AppArmor on.</param>
    /// <param name="console">Where its console leads.</param>
    /// <exception cref="InvalidNameException">A string would mean something else to LXC.</exception>
    /// <exception cref="HostNotReadyException">A limit is set that no cgroup controller here can keep.</exception>
    public static string Write(ContainerSpec spec, IReadOnlyList<CgroupHierarchy> cgroups, bool appArmor, ContainerConsole console = ContainerConsole.File)
    {
        var text = new StringBuilder();
        Root(text, spec);
        Rights(text, spec, appArmor);
        Mounts(text, spec);
        Surroundings(text, spec, cgroups, console);
        Cgroups(text, spec, cgroups);
        Network(text, spec.Network);
        return text.ToString();
    }

    private static void Root(StringBuilder text, ContainerSpec spec)
    {
        Line(text, "lxc.uts.name", ContainerName.OfServer(spec.HostName ?? spec.Name));
        Line(text, "lxc.rootfs.path", "dir:" + ContainerText.Value("mount point", spec.MappedRoot));
        Line(text, "lxc.rootfs.options", "ro");
        foreach (var kind in (string[])["u", "g"])
        {
            Line(text, "lxc.idmap", $"{kind} 0 {Number(spec.FirstId)} {Number(SubordinateIds.PerServer)}");
        }
    }

    private static void Rights(StringBuilder text, ContainerSpec spec, bool appArmor)
    {
        Line(text, "lxc.cap.keep", string.Join(' ', Capabilities.Usual.Concat(spec.MoreCapabilities.Where(Capabilities.Addable.Contains))));
        if (spec.User is { } user)
        {
            Line(text, "lxc.init.uid", Number(user.Id));
            Line(text, "lxc.init.gid", Number(user.GroupId));
            // Before 7.0, LXC leaves them out in a user namespace.
            if (user.Groups.Count > 0)
            {
                Line(text, "lxc.init.groups", string.Join(',', user.Groups.Select(group => Number(group))));
            }
        }
        Line(text, "lxc.no_new_privs", "1");
        // Its personality, whatever that of the process is that starts it.
        Line(text, "lxc.arch", "linux64");
        Line(text, "lxc.seccomp.profile", ContainerText.Value("folder", ContainerFiles.Seccomp(spec.Folder)));
        if (appArmor)
        {
            Line(text, "lxc.apparmor.profile", AppArmor.Profile);
        }
        Line(text, "lxc.prlimit.core", "0");
        if (spec.Limits.OpenFiles > OpenFiles.Most)
        {
            throw new HostNotReadyException([$"openFiles: {spec.Limits.OpenFiles} of state.yaml is above what processes may have here, which is {OpenFiles.Most}"]);
        }
        Line(text, "lxc.prlimit.nofile", Number(spec.Limits.OpenFiles > 0 ? spec.Limits.OpenFiles : Math.Min(ServerLimits.DefaultOpenFiles, OpenFiles.Most)));
    }

    private static void Mounts(StringBuilder text, ContainerSpec spec)
    {
        Line(text, "lxc.autodev", "1");
        Line(text, "lxc.mount.auto", "proc:mixed sys:ro");
        MaskedPaths.Masks().ForEach(entry => Line(text, "lxc.mount.entry", entry));
        foreach (var (source, path) in spec.Views)
        {
            // Both are of the host's kernel and ours. LXCFS may end at any time, which must be in no server's way.
            var optional = path.StartsWith("/proc/", StringComparison.Ordinal) ? ",optional" : "";
            var access = spec.OwnsCgroup && path == LimitViews.CgroupFolder ? "rw" : "ro";
            Line(text, "lxc.mount.entry", $"{ContainerText.Value("folder", source)} {ContainerText.Value("path", path[1..])} none bind,{access},nosuid,nodev,noexec{optional} 0 0");
        }
        foreach (var (folder, path) in spec.Binds)
        {
            // A folder of ours, whose path is as plain as a path on a server must be.
            Line(text, "lxc.mount.entry", $"/{ContainerText.MountTarget(folder)} {ContainerText.MountTarget(path)} none bind,rw,nosuid,nodev 0 0");
        }
        if (spec.Layers.Count > 0)
        {
            Line(text, "lxc.rootfs.mount", RootMount);
        }
        foreach (var (layer, path) in spec.Layers)
        {
            // Made by the container's root from the image's folder as it is mounted for it, so that its files keep their owners. A
            // file in the layer stands for whatever the image has there, a link or nothing: a bind would need a file to go on.
            var target = ContainerText.MountTarget(path);
            Line(text, "lxc.mount.entry", $"overlay {target} overlay ro,nosuid,nodev,lowerdir=/{ContainerText.MountTarget(layer)}:{RootMount}/{target} 0 0");
        }
        var placed = new List<string> { "dev/" };
        foreach (var path in spec.Writable.OrderBy(path => path.Path, StringComparer.Ordinal))
        {
            var target = ContainerText.MountTarget(path.Path);
            // Below another tmpfs nothing is there yet. In the image itself the folder must be: it cannot be written.
            var create = placed.Exists(parent => target.StartsWith(parent, StringComparison.Ordinal)) ? ",create=dir" : "";
            placed.Add(target + "/");
            var owner = (path.OwnerId, path.GroupId) == (0, 0) ? "" : $",uid={Number(path.OwnerId)},gid={Number(path.GroupId)}";
            if (spec.Filled.TryGetValue(path.Path, out var filled))
            {
                Line(text, "lxc.mount.entry", $"/{ContainerText.MountTarget(filled)} {target} none bind,rw,nosuid,nodev{create} 0 0");
                continue;
            }
            Line(
                text, "lxc.mount.entry",
                $"tmpfs {target} tmpfs rw,nosuid,nodev,size={Number(path.SizeBytes)},mode={Convert.ToString(path.Bits & 0xfff, 8)}{owner}{create} 0 0");
        }
        foreach (var (folder, path) in spec.Volumes)
        {
            var target = ContainerText.MountTarget(path);
            var create = placed.Exists(parent => target.StartsWith(parent, StringComparison.Ordinal)) ? ",create=dir" : "";
            Line(text, "lxc.mount.entry", $"/{ContainerText.MountTarget(folder)} {target} none bind,rw,nosuid,nodev,noexec{create} 0 0");
        }
        // Last, since each may be in one of the above, where nothing is yet.
        foreach (var (source, path) in spec.Inputs)
        {
            var target = ContainerText.MountTarget(path);
            var create = placed.Exists(parent => target.StartsWith(parent, StringComparison.Ordinal)) ? File.Exists(source) ? ",create=file" : ",create=dir" : "";
            Line(text, "lxc.mount.entry", $"/{ContainerText.MountTarget(source)} {target} none bind,ro,nosuid,nodev,noexec{create} 0 0");
        }
        if (spec.Reaper is { } reaper)
        {
            Line(text, "lxc.mount.entry", $"/{ContainerText.MountTarget(reaper)} {Reaper.Path[1..]} none bind,ro,nosuid,nodev,create=file 0 0");
        }
        if (spec.Syslog is { } socket)
        {
            Line(text, "lxc.mount.entry", $"/{ContainerText.MountTarget(socket)} dev/log none bind,ro,nosuid,nodev,noexec,create=file 0 0");
        }
    }

    private static void Surroundings(StringBuilder text, ContainerSpec spec, IReadOnlyList<CgroupHierarchy> cgroups, ContainerConsole console)
    {
        Line(text, "lxc.tty.max", "0");
        Line(text, "lxc.pty.max", "256");
        if (console is ContainerConsole.Piped or ContainerConsole.Inherited)
        {
            Line(text, "lxc.console.path", "none");
        }
        else if (console == ContainerConsole.File && spec.Spool is { } spool)
        {
            // Turned over by LXC, it would lose what nobody has read yet.
            Line(text, "lxc.console.logfile", ContainerText.Value("folder", spool));
        }
        else if (console == ContainerConsole.File)
        {
            Line(text, "lxc.console.logfile", ContainerText.Value("folder", ContainerFiles.Console(spec.Folder)));
            Line(text, "lxc.console.size", Number(ConsoleBytes));
            Line(text, "lxc.console.rotate", "1");
        }
        Hooks(text, spec, cgroups, console);
        if (!spec.Environment.ContainsKey("PATH"))
        {
            Line(text, "lxc.environment", "PATH=" + DefaultPath);
        }
        if (spec.User?.Home is { } home && !spec.Environment.ContainsKey("HOME"))
        {
            Line(text, "lxc.environment", ContainerText.Variable("HOME", home));
        }
        foreach (var (name, value) in spec.Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            Line(text, "lxc.environment", ContainerText.Variable(name, value));
        }
    }

    private static void Hooks(StringBuilder text, ContainerSpec spec, IReadOnlyList<CgroupHierarchy> cgroups, ContainerConsole console)
    {
        var hooks = new List<string>();
        if (console != ContainerConsole.Inherited)
        {
            hooks.Add(OutputAccess.Hook(spec, console));
        }
        if (spec.Copies.Count > 0)
        {
            hooks.Add(CopyHook.Text(spec, cgroups));
        }
        if (spec.User is not null && spec.Network is not null)
        {
            // Its network is its own, and nobody else is there who could take a port first. The server itself cannot: its /proc/sys is read-only.
            hooks.Add("nsenter --net=/proc/$LXC_PID/ns/net sh -c 'echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start'");
        }
        if (spec.OwnsCgroup && LimitViews.Unified(cgroups) is { } unified)
        {
            // Beside v1, LXC leaves its keys for v2 out.
            var own = ContainerText.Value("folder", Path.Combine(unified.Folder, ContainerCgroups.Payload(spec.Name)));
            hooks.Add($"sh -c 'cd {own} && echo {Number(Systemd.MostCgroups)} >cgroup.max.descendants && echo {Number(Systemd.DeepestCgroup)} >cgroup.max.depth'");
        }
        var tellsEnd = console == ContainerConsole.File;
        if (hooks.Count > 0 || tellsEnd)
        {
            // Without further words behind a hook.
            Line(text, "lxc.hook.version", "1");
        }
        hooks.ForEach(hook => Line(text, "lxc.hook.start-host", hook));
        if (tellsEnd)
        {
            Line(text, "lxc.hook.stop", ContainerEnd.Hook(spec.Name, spec.Folder, cgroups));
        }
    }

    private static void Cgroups(StringBuilder text, ContainerSpec spec, IReadOnlyList<CgroupHierarchy> cgroups)
    {
        Line(text, "lxc.cgroup.dir.container", ContainerCgroups.Payload(spec.Name));
        Line(text, "lxc.cgroup.dir.monitor", ContainerCgroups.Monitor(spec.Name));
        Line(text, "lxc.cgroup.dir.monitor.pivot", ContainerCgroups.Pivot);
        if (spec.Limits.MemoryBytes > 0)
        {
            var bytes = Number(spec.Limits.MemoryBytes);
            Limit("memory", unified => (unified ? "memory.max" : "memory.limit_in_bytes", bytes));
            // cgroup v2 counts what waits in TCP and UDP sockets as memory; v1 counts it by itself, and only where it has a limit.
            if (CgroupHierarchy.With(cgroups, "memory") is { IsUnified: false } counted && File.Exists(Path.Combine(counted.Folder, SocketMemory)))
            {
                Line(text, "lxc.cgroup." + SocketMemory, Number(spec.Limits.MemoryBytes / SocketShare));
            }
        }
        if (spec.Limits.Processes > 0)
        {
            Limit("pids", _ => ("pids.max", Number(spec.Limits.Processes)));
        }
        if (spec.Limits.Cpus > 0)
        {
            // In microseconds per 100 ms; the kernel takes no quota below 1 ms.
            var quota = Number(Math.Max(1000, (long)Math.Round(spec.Limits.Cpus * 100_000)));
            Limit("cpu", unified => unified ? ("cpu.max", $"{quota} 100000") : ("cpu.cfs_quota_us", quota));
        }
        // What LXCFS shows goes by it. Without LXCFS it is left out: the kernel takes milliseconds to set it.
        if (spec.Processors.Length > 0 && LimitViews.HasLxcfs(spec) && CgroupHierarchy.With(cgroups, "cpuset") is { } cpuset)
        {
            Line(text, (cpuset.IsUnified ? "lxc.cgroup2." : "lxc.cgroup.") + "cpuset.cpus", string.Join(',', spec.Processors));
        }
        if (spec.Limits.DiskReadBytes > 0)
        {
            var bytes = Number(spec.Limits.DiskReadBytes);
            var v1 = CgroupHierarchy.With(cgroups, "blkio") is not null;
            foreach (var device in spec.RootDevices)
            {
                Limit(v1 ? "blkio" : "io", _ => v1 ? ("blkio.throttle.read_bps_device", $"{device} {bytes}") : ("io.max", $"{device} rbps={bytes}"));
            }
        }

        void Limit(string controller, Func<bool, (string Key, string Value)> write)
        {
            var hierarchy = CgroupHierarchy.With(cgroups, controller)
                ?? throw new HostNotReadyException([$"no cgroup controller {controller} is mounted, so that limits: in state.yaml cannot be kept"]);
            var (key, value) = write(hierarchy.IsUnified);
            Line(text, (hierarchy.IsUnified ? "lxc.cgroup2." : "lxc.cgroup.") + key, value);
        }
    }

    private static void Network(StringBuilder text, ContainerNetwork? network)
    {
        if (network is null)
        {
            Line(text, "lxc.net.0.type", "empty");
            return;
        }
        Line(text, "lxc.net.0.type", "veth");
        Line(text, "lxc.net.0.link", HostBridge.Name);
        Line(text, "lxc.net.0.flags", "up");
        Line(text, "lxc.net.0.name", "eth0");
        Line(text, "lxc.net.0.veth.pair", network.Device);
        Line(text, "lxc.net.0.hwaddr", network.HardwareAddress);
        Line(text, "lxc.net.0.ipv4.address", $"{network.Address}/{Number(network.Subnet.PrefixLength)}");
        if (network.Gateway)
        {
            Line(text, "lxc.net.0.ipv4.gateway", network.Subnet.Host.ToString());
        }
    }

    private static void Line(StringBuilder text, string key, string value) => text.Append(key).Append(" = ").Append(value).Append('\n');

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
