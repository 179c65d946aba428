using ContainerState.Containers;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Containers;

/// <summary>What a server sees of its limits, on hosts of every kind of control groups.</summary>
public sealed class LimitViewsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("containerstate-views-").FullName;

    [Fact]
    public void With_cgroup_v2_a_server_sees_its_own_group_and_nothing_else()
    {
        CgroupHierarchy[] unified = [new("/sys/fs/cgroup", true, ["cpuset", "cpu", "io", "memory", "pids"])];

        Assert.Empty(LimitViews.Legacy(unified));
        Assert.Equal([("/sys/fs/cgroup/containerstate/payload/web", "/sys/fs/cgroup")], OfCgroups(unified));
    }

    [Fact]
    public void With_cgroup_v1_a_server_sees_the_groups_that_limit_it()
    {
        CgroupHierarchy[] hybrid =
        [
            new("/sys/fs/cgroup/cpu,cpuacct", false, ["rw", "cpu", "cpuacct"]),
            new("/sys/fs/cgroup/memory", false, ["rw", "memory"]),
            new("/sys/fs/cgroup/devices", false, ["rw", "devices"]),
            new("/sys/fs/cgroup/systemd", false, ["rw", "name=systemd"]),
            new("/elsewhere/pids", false, ["rw", "pids"]),
            new("/sys/fs/cgroup/unified", true, []),
        ];
        LimitViews.MakeFiles(_folder, Spec, hybrid);

        Assert.Equal(
            [
                (_folder + "/cgroup", "/sys/fs/cgroup"),
                ("/sys/fs/cgroup/cpu,cpuacct/containerstate/payload/web", "/sys/fs/cgroup/cpu,cpuacct"),
                ("/sys/fs/cgroup/memory/containerstate/payload/web", "/sys/fs/cgroup/memory"),
            ],
            OfCgroups(hybrid));
        Assert.Equal(["cpu", "cpu,cpuacct", "cpuacct", "memory"], Directory.GetFileSystemEntries(_folder + "/cgroup").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.Equal("cpu,cpuacct", new FileInfo(Path.Combine(_folder, "cgroup/cpuacct")).LinkTarget);
    }

    [Fact]
    public void What_the_C_library_counts_is_the_servers_own_processors()
    {
        var spec = Spec with { Processors = [1, 3] };
        LimitViews.MakeFiles(_folder, spec, []);

        Assert.Contains((_folder + "/processors", "/sys/devices/system/cpu/online"), LimitViews.Mounts(_folder, spec, []));
        Assert.Equal("1,3\n", File.ReadAllText(_folder + "/processors"));
        Assert.DoesNotContain(LimitViews.Mounts(_folder, Spec, []), mount => mount.Path.EndsWith("online", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, 0, "0,1")]
    [InlineData(2, 3, "0,7")]
    [InlineData(2, 4, "1,2")]
    [InlineData(4, 1, "0,4,6,7")]
    [InlineData(1, 7, "0")]
    [InlineData(1, 1007, "7")]
    [InlineData(8, 0, "")]
    [InlineData(7, 0, "")]
    [InlineData(1.5, 0, "")]
    [InlineData(0.5, 0, "")]
    [InlineData(0, 0, "")]
    public void A_whole_number_of_processors_is_that_many_of_those_there_are(double cpus, int slot, string expected)
    {
        Assert.Equal(expected, string.Join(',', LimitViews.Processors(new(Cpus: cpus), slot, [0, 1, 2, 3, 4, 6, 7])));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ContainerSpec Spec => new()
    {
        Name = "web",
        Folder = "/run/x/web",
        RootFolder = "/",
        MappedRoot = "/",
        Init = ["/bin/x"],
        Environment = new Dictionary<string, string>(),
        Writable = [],
        Limits = new(),
        FirstId = 1000000,
    };

    // Those of LXCFS are there on some hosts only.
    private IEnumerable<(string Source, string Path)> OfCgroups(IReadOnlyList<CgroupHierarchy> cgroups) =>
        LimitViews.Mounts(_folder, Spec, cgroups).Where(mount => mount.Path.StartsWith("/sys/", StringComparison.Ordinal));
}
