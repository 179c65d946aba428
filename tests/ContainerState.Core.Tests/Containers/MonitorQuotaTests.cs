using ContainerState.Containers;
using ContainerState.Containers.Lxc;
using ContainerState.Core.Tests.Support;

namespace ContainerState.Core.Tests.Containers;

public sealed class MonitorQuotaTests
{
    [Theory]
    [InlineData(0, "2500")]
    [InlineData(4, "2500")]
    [InlineData(0.2, "2000")]
    [InlineData(0.01, "1000")]
    public void On_cgroup_v1_a_monitor_gets_a_quarter_of_a_processor_at_the_most(double cpus, string quota)
    {
        using var folder = new TempFolder();
        var monitor = Directory.CreateDirectory(Path.Combine(folder.Path, ContainerCgroups.Monitor("web"))).FullName;

        MonitorQuota.Set("web", cpus, [new(folder.Path, false, ["rw", "cpu"]), new("/nowhere", true, [])]);

        Assert.Equal("10000", File.ReadAllText(Path.Combine(monitor, "cpu.cfs_period_us")));
        Assert.Equal(quota, File.ReadAllText(Path.Combine(monitor, "cpu.cfs_quota_us")));
    }

    [Fact]
    public void On_cgroup_v2_the_controller_is_handed_down_to_it_first()
    {
        using var folder = new TempFolder();
        var monitor = Directory.CreateDirectory(Path.Combine(folder.Path, ContainerCgroups.Monitor("web"))).FullName;
        string[] above = [folder.Path, Path.GetDirectoryName(Path.GetDirectoryName(monitor))!, Path.GetDirectoryName(monitor)!];
        string[] has = ["cpuset cpu memory\n", "memory\n", "\n"];
        foreach (var (place, text) in above.Zip(has))
        {
            File.WriteAllText(Path.Combine(place, "cgroup.subtree_control"), text);
        }

        MonitorQuota.Set("web", 0.1, [new(folder.Path, true, ["cpu", "memory"])]);

        Assert.Equal("1000 10000", File.ReadAllText(Path.Combine(monitor, "cpu.max")));
        Assert.Equal([has[0], "+cpu", "+cpu"], above.Select(place => File.ReadAllText(Path.Combine(place, "cgroup.subtree_control"))));
    }

    [Fact]
    public void A_monitor_that_has_gone_needs_none()
    {
        using var folder = new TempFolder();

        MonitorQuota.Set("web", 1, [new(folder.Path, false, ["cpu"])]);
        MonitorQuota.Set("web", 1, []);

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }
}
