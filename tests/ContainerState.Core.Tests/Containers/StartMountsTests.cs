using ContainerState.Containers;
using ContainerState.Containers.Lxc;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Containers;

/// <summary>How what is made for one start reaches LXC: volumes, and copies of the image's files.</summary>
public sealed class StartMountsTests
{
    private static readonly IReadOnlyList<CgroupHierarchy> Unified = [new("/sys/fs/cgroup", true, ["memory", "pids"])];

    [Fact]
    public void A_volume_is_bound_without_rights_and_after_writable_paths()
    {
        var lines = Lines(Spec() with { Writable = [new("/mem", 4096, 0x1ed)], Volumes = [("/run/x/inputs/box/volumes/0/data", "/mem/data"), ("/run/x/inputs/box/volumes/1/data", "/srv")] });

        Assert.Contains("lxc.mount.entry = /run/x/inputs/box/volumes/0/data mem/data none bind,rw,nosuid,nodev,noexec,create=dir 0 0", lines);
        Assert.Contains("lxc.mount.entry = /run/x/inputs/box/volumes/1/data srv none bind,rw,nosuid,nodev,noexec 0 0", lines);
        Assert.True(lines.FindIndex(line => line.Contains("tmpfs mem ", StringComparison.Ordinal)) < lines.FindIndex(line => line.Contains(" mem/data ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("/srv\nlxc.rootfs.path = /")]
    [InlineData("/srv none bind 0 0")]
    [InlineData("/proc/sys")]
    [InlineData("/../etc")]
    public void A_volumes_path_that_means_something_else_to_LXC_is_refused(string path) =>
        Assert.Throws<InvalidNameException>(() => Lines(Spec() with { Volumes = [("/run/x/data", path)] }));

    [Fact]
    public void Files_are_copied_by_a_program_in_the_servers_own_cgroup()
    {
        var hook = Assert.Single(Lines(Spec() with { Copies = [("/run/x/from-0", "/run/x/list-0", "/run/x/writable/0")] }), line => line.Contains("xargs", StringComparison.Ordinal));

        Assert.Equal(
            "lxc.hook.start-host = sh -c 'echo 0 >/sys/fs/cgroup/containerstate/payload/box/cgroup.procs && cd /run/x/from-0 && "
                + "xargs -0 -r -a /run/x/list-0 cp --parents --no-dereference --preserve=timestamps --target-directory=/run/x/writable/0 --'",
            hook);
        Assert.DoesNotContain(Lines(Spec()), line => line.Contains("xargs", StringComparison.Ordinal));
    }

    private static List<string> Lines(ContainerSpec spec) => [.. LxcConfiguration.Write(spec, Unified, appArmor: false).Split('\n', StringSplitOptions.RemoveEmptyEntries)];

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
