using ContainerState.Containers;
using ContainerState.Containers.Lxc;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Networks;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Containers;

public sealed class LxcConfigurationTests
{
    private static readonly CgroupHierarchy[] Unified = [new("/sys/fs/cgroup", true, ["cpu", "memory", "pids"])];

    private static readonly CgroupHierarchy[] Hybrid =
    [
        new("/sys/fs/cgroup/memory", false, ["rw", "memory"]),
        new("/sys/fs/cgroup/cpu", false, ["rw", "cpu"]),
        new("/sys/fs/cgroup/pids", false, ["rw", "pids"]),
        new("/sys/fs/cgroup/unified", true, []),
    ];

    [Fact]
    public void Limits_are_written_for_cgroup_v2()
    {
        var lines = Lines(Spec() with { Limits = new(64 << 20, 1.5, 50) }, Unified);

        Assert.Contains("lxc.cgroup2.memory.max = 67108864", lines);
        Assert.Contains("lxc.cgroup2.cpu.max = 150000 100000", lines);
        Assert.Contains("lxc.cgroup2.pids.max = 50", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("lxc.cgroup.memory", StringComparison.Ordinal));
    }

    [Fact]
    public void Limits_are_written_for_cgroup_v1()
    {
        var lines = Lines(Spec() with { Limits = new(64 << 20, 0.5, 50) }, Hybrid);

        Assert.Contains("lxc.cgroup.memory.limit_in_bytes = 67108864", lines);
        Assert.Contains("lxc.cgroup.cpu.cfs_quota_us = 50000", lines);
        Assert.Contains("lxc.cgroup.pids.max = 50", lines);
    }

    [Fact]
    public void A_reaper_is_given_by_the_host() =>
        Assert.Contains("lxc.mount.entry = /usr/bin/tini-static dev/.init none bind,ro,nosuid,nodev,create=file 0 0", Lines(Spec() with { Reaper = "/usr/bin/tini-static" }, Unified));

    [Fact]
    public void LXC_is_asked_to_say_how_the_container_ended()
    {
        Assert.Contains("lxc.hook.stop = sh -c 'cat /h/memory/containerstate/payload/box/memory.oom_control >/run/x/box/end'", Lines(Spec() with { Limits = new(0, 0, 0) }, [new("/h/memory", false, ["memory"])]));
        Assert.Contains("lxc.hook.stop = sh -c 'cat /h/containerstate/payload/box/memory.events >/run/x/box/end'", Lines(Spec() with { Limits = new(0, 0, 0) }, [new("/h", true, ["memory"])]));
    }

    [Fact]
    public void A_limit_that_nothing_can_keep_is_an_error()
    {
        Assert.Throws<HostNotReadyException>(() => Lines(Spec() with { Limits = new(Processes: 5, MemoryBytes: 0) }, []));
    }

    [Fact]
    public void A_server_without_limits_needs_no_controllers()
    {
        Assert.DoesNotContain(Lines(Spec() with { Limits = new(0, 0, 0) }, []), line => line.Contains(".max", StringComparison.Ordinal) && line.StartsWith("lxc.cgroup", StringComparison.Ordinal));
    }

    [Fact]
    public void AppArmor_is_named_only_where_it_is_on()
    {
        Assert.Contains("lxc.apparmor.profile = lxc-container-default-cgns", LxcConfiguration.Write(Spec(), Unified, appArmor: true), StringComparison.Ordinal);
        Assert.DoesNotContain("apparmor", LxcConfiguration.Write(Spec(), Unified, appArmor: false), StringComparison.Ordinal);
    }

    [Fact]
    public void The_root_is_read_only_and_nothing_is_gained()
    {
        var lines = Lines(Spec(), Unified);

        Assert.Contains("lxc.rootfs.options = ro", lines);
        Assert.Contains("lxc.idmap = u 0 1000000 65536", lines);
        Assert.Contains("lxc.idmap = g 0 1000000 65536", lines);
        Assert.Contains("lxc.no_new_privs = 1", lines);
        Assert.Contains("lxc.seccomp.profile = /run/x/box/seccomp", lines);
        Assert.Contains("lxc.cap.keep = chown dac_override fowner kill net_bind_service setgid setuid", lines);
    }

    [Fact]
    public void What_shows_the_host_is_covered_in_its_place_and_not_at_a_link()
    {
        var lines = Lines(Spec(), Unified);

        Assert.Contains("lxc.mount.entry = /dev/null proc/cmdline none bind,ro,nosuid,noexec 0 0", lines);
        Assert.Contains("lxc.mount.entry = tmpfs sys/devices/virtual/block tmpfs ro,nosuid,nodev,noexec,size=4096,mode=555 0 0", lines);
        Assert.True(lines.IndexOf("lxc.mount.auto = proc:mixed sys:ro") < lines.FindIndex(line => line.StartsWith("lxc.mount.entry", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_gateway_is_written_only_for_a_way_out()
    {
        var network = new ContainerNetwork(258, Subnet.Default, Gateway: false);

        Assert.DoesNotContain(Lines(Spec() with { Network = network }, Unified), line => line.Contains("gateway", StringComparison.Ordinal));
        var lines = Lines(Spec() with { Network = network with { Gateway = true } }, Unified);
        Assert.Contains("lxc.net.0.ipv4.gateway = 10.83.0.1", lines);
        Assert.Contains("lxc.net.0.ipv4.address = 10.83.1.4/22", lines);
        Assert.Contains("lxc.net.0.hwaddr = 02:63:73:00:01:02", lines);
    }

    [Fact]
    public void A_writable_path_below_another_is_made_in_it()
    {
        var lines = Lines(Spec() with { Writable = [new("/run/nginx", 4096, 0x1c0), new("/run", 8192, 0x1ed), new("/dev/shm", 4096, 0x3ff)] }, Unified);

        Assert.Contains("lxc.mount.entry = tmpfs run tmpfs rw,nosuid,nodev,size=8192,mode=755 0 0", lines);
        Assert.Contains("lxc.mount.entry = tmpfs run/nginx tmpfs rw,nosuid,nodev,size=4096,mode=700,create=dir 0 0", lines);
        Assert.Contains("lxc.mount.entry = tmpfs dev/shm tmpfs rw,nosuid,nodev,size=4096,mode=1777,create=dir 0 0", lines);
        Assert.True(lines.IndexOf(lines.First(line => line.Contains(" run ", StringComparison.Ordinal))) < lines.IndexOf(lines.First(line => line.Contains("run/nginx", StringComparison.Ordinal))));
    }

    [Fact]
    public void Only_output_that_is_a_containers_own_is_given_to_it()
    {
        Assert.Contains("lxc.hook.start-host = cp --attributes-only --preserve=mode,ownership /run/x/box/console.model /proc/$LXC_PID/fd/1", Lines(Spec(), Unified));
        Assert.Contains("chown +1000000:+0 /proc/$LXC_PID/fd/0 ", LxcConfiguration.Write(Spec(), Unified, appArmor: false, ContainerConsole.Piped), StringComparison.Ordinal);
        Assert.DoesNotContain("hook", LxcConfiguration.Write(Spec(), Unified, appArmor: false, ContainerConsole.Inherited), StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_and_what_was_asked_for_are_written_and_nothing_else()
    {
        var network = new ContainerNetwork(3, Subnet.Default, Gateway: false, Isolated: true);
        var user = new ServerUser("app") { Id = 104, GroupId = 109, Groups = [4, 108], Home = "/srv/app" };

        var lines = Lines(
            Spec() with { User = user, Network = network, MoreCapabilities = ["sys_chroot", "sys_admin"], Writable = [new("/data", 4096, 0x1c0) { OwnerId = 104, GroupId = 109 }] }, Unified);

        Assert.Contains("lxc.init.uid = 104", lines);
        Assert.Contains("lxc.init.gid = 109", lines);
        Assert.Contains("lxc.init.groups = 4,108", lines);
        Assert.Contains("lxc.environment = HOME=/srv/app", lines);
        Assert.Contains("lxc.cap.keep = chown dac_override fowner kill net_bind_service setgid setuid sys_chroot", lines);
        Assert.Contains("lxc.mount.entry = tmpfs data tmpfs rw,nosuid,nodev,size=4096,mode=700,uid=104,gid=109 0 0", lines);
        Assert.Single(lines, "lxc.hook.version = 1");
        Assert.Single(lines, line => line.Contains("ip_unprivileged_port_start", StringComparison.Ordinal));
        Assert.DoesNotContain(Lines(Spec() with { Network = network }, Unified), line => line.Contains("ip_unprivileged_port_start", StringComparison.Ordinal));
    }

    [Fact]
    public void What_shows_a_server_its_limits_is_mounted_read_only()
    {
        var lines = Lines(Spec() with { Views = [("/sys/fs/cgroup/a/box", "/sys/fs/cgroup"), ("/var/lib/lxcfs/proc/stat", "/proc/stat")] }, Unified);

        Assert.Contains("lxc.mount.entry = /sys/fs/cgroup/a/box sys/fs/cgroup none bind,ro,nosuid,nodev,noexec 0 0", lines);
        Assert.Contains("lxc.mount.entry = /var/lib/lxcfs/proc/stat proc/stat none bind,ro,nosuid,nodev,noexec,optional 0 0", lines);
    }

    [Fact]
    public void Processors_are_a_cpuset_only_where_LXCFS_goes_by_it()
    {
        var spec = Spec() with { Processors = [1, 3] };
        var seen = spec with { Views = [("/var/lib/lxcfs/proc/cpuinfo", "/proc/cpuinfo")] };

        Assert.DoesNotContain(Lines(spec, [new("/sys/fs/cgroup", true, ["cpu", "cpuset", "memory", "pids"])]), line => line.Contains("cpuset", StringComparison.Ordinal));
        Assert.Contains("lxc.cgroup2.cpuset.cpus = 1,3", Lines(seen, [new("/sys/fs/cgroup", true, ["cpu", "cpuset", "memory", "pids"])]));
        Assert.Contains("lxc.cgroup.cpuset.cpus = 1,3", Lines(seen, [.. Hybrid, new("/sys/fs/cgroup/cpuset", false, ["rw", "cpuset"])]));
        Assert.DoesNotContain(Lines(seen, Hybrid), line => line.Contains("cpuset", StringComparison.Ordinal));
    }

    [Fact]
    public void Files_of_etc_are_laid_over_the_images_below_what_is_writable_there()
    {
        var lines = Lines(Spec() with { Layers = [("/run/x/etc", "/etc")], Writable = [new("/etc/own", 4096, 0x1ed)] }, Unified);

        var mount = lines.First(line => line.StartsWith("lxc.rootfs.mount = ", StringComparison.Ordinal))["lxc.rootfs.mount = ".Length..];
        var layer = lines.IndexOf($"lxc.mount.entry = overlay etc overlay ro,nosuid,nodev,lowerdir=/run/x/etc:{mount}/etc 0 0");
        Assert.InRange(layer, 1, lines.IndexOf("lxc.mount.entry = tmpfs etc/own tmpfs rw,nosuid,nodev,size=4096,mode=755 0 0"));
    }

    [Theory]
    [InlineData("x\nlxc.hook.start = /bin/true")]
    [InlineData("x\rlxc.hook.start = /bin/true")]
    [InlineData("x\0y")]
    [InlineData("x\u001b[31m")]
    [InlineData("trailing ")]
    [InlineData("x\u2028y")]
    public void A_value_that_would_mean_something_else_is_refused(string value)
    {
        Assert.Throws<InvalidNameException>(() => Lines(Spec() with { Environment = new Dictionary<string, string> { ["A"] = value } }, Unified));
    }

    [Theory]
    [InlineData("")]
    [InlineData("A B")]
    [InlineData("1A")]
    [InlineData("A=B")]
    [InlineData("A\n")]
    public void A_variable_name_that_is_none_is_refused(string name)
    {
        Assert.Throws<InvalidNameException>(() => Lines(Spec() with { Environment = new Dictionary<string, string> { [name] = "x" } }, Unified));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("run")]
    [InlineData("/a b")]
    [InlineData("/a\n")]
    [InlineData("/a\\040b")]
    [InlineData("/../etc")]
    [InlineData("/a//b")]
    [InlineData("/a/")]
    [InlineData("/a/./b")]
    [InlineData("/proc/sys")]
    [InlineData("/sys")]
    [InlineData("/dev")]
    public void A_writable_path_that_would_mean_something_else_is_refused(string path)
    {
        Assert.Throws<InvalidNameException>(() => Lines(Spec() with { Writable = [new(path, 4096, 0x1ed)] }, Unified));
    }

    [Fact]
    public void The_filter_lets_through_what_it_names_and_nothing_else()
    {
        var lines = SeccompProfile.Write([]).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(["2", "allowlist errno 38", "[all]"], lines.Take(3));
        Assert.Contains("openat allow", lines);
        Assert.Contains("clone allow [0,0,SCMP_CMP_MASKED_EQ,2114060288]", lines);
        Assert.Contains("unshare allow [0,0,SCMP_CMP_MASKED_EQ,2114060416]", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("clone3", StringComparison.Ordinal));
        Assert.DoesNotContain("clone allow", lines);
        Assert.DoesNotContain("socket allow", lines);
        Assert.Equal(lines.Length, lines.Distinct().Count());
        var named = lines.Skip(3).Where(line => !line.Contains('[', StringComparison.Ordinal)).Select(line => line.Split(' ')[0]).ToList();
        Assert.Equal(named.Count, named.Distinct().Count());
        Assert.All(SystemCalls.Never, call => Assert.Contains($"{call} errno 1", lines));
        Assert.DoesNotContain(named, call => SystemCalls.Addable.Contains(call));
    }

    [Fact]
    public void A_call_that_is_asked_for_is_let_through_and_no_other()
    {
        var before = SeccompProfile.Write([]).Split('\n');
        var after = SeccompProfile.Write(["userfaultfd"]).Split('\n');

        Assert.Equal(["userfaultfd allow"], after.Except(before));
        Assert.Empty(before.Except(after));
    }

    [Fact]
    public void Open_files_and_disk_reads_are_limited()
    {
        Assert.Contains($"lxc.prlimit.nofile = {Math.Min(65536, OpenFiles.Most)}", Lines(Spec(), Unified));
        Assert.Throws<HostNotReadyException>(() => Lines(Spec() with { Limits = new ServerLimits(OpenFiles: int.MaxValue) }, Unified));
        var spec = Spec() with { RootDevices = ["7:3"], Limits = new ServerLimits(OpenFiles: 99, DiskReadBytes: 4096) };
        Assert.Contains("lxc.prlimit.nofile = 99", Lines(spec with { RootDevices = [] }, Unified));
        Assert.Contains("lxc.cgroup2.io.max = 7:3 rbps=4096", Lines(spec, [new("/sys/fs/cgroup", true, ["memory", "pids", "io"])]));
        Assert.Contains("lxc.cgroup.blkio.throttle.read_bps_device = 7:3 4096", Lines(spec, [.. Unified, new("/sys/fs/cgroup/blkio", false, ["blkio"])]));
        Assert.Throws<HostNotReadyException>(() => Lines(spec, [new("/sys/fs/cgroup", true, ["memory", "pids"])]));
    }

    private static List<string> Lines(ContainerSpec spec, IReadOnlyList<CgroupHierarchy> cgroups)
    {
        var lines = LxcConfiguration.Write(spec, cgroups, appArmor: false).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        Assert.All(lines, line => Assert.StartsWith("lxc.", line, StringComparison.Ordinal));
        return lines;
    }

    private static ContainerSpec Spec() => new()
    {
        Name = "box",
        Folder = "/run/x/box",
        RootFolder = "/run/x/image",
        MappedRoot = "/run/x/mount",
        Init = ["/bin/sh"],
        Environment = new Dictionary<string, string>(),
        Writable = [],
        Limits = new ServerLimits(),
        FirstId = 1_000_000,
    };
}
