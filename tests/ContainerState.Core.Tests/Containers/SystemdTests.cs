using ContainerState.Containers;
using ContainerState.Core.Tests.Support;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Containers;

public sealed class SystemdTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("/lib/systemd/systemd", true)]
    [InlineData("/usr/lib/systemd/systemd", true)]
    [InlineData("/sbin/init", true)]
    [InlineData("/usr/sbin/init", true)]
    [InlineData("/usr/sbin/around", false)]
    [InlineData("/usr/sbin/nothing", false)]
    [InlineData("/usr/sbin/outside", false)]
    public void It_is_found_behind_the_links_of_the_image(string init, bool isSystemd)
    {
        // As a Debian system with one /usr has it.
        Directory.CreateDirectory(_temp.At("usr/lib/systemd"));
        Directory.CreateDirectory(_temp.At("usr/sbin"));
        File.WriteAllText(_temp.At("usr/lib/systemd/systemd"), "");
        File.CreateSymbolicLink(_temp.At("lib"), "usr/lib");
        File.CreateSymbolicLink(_temp.At("sbin"), "/usr/sbin");
        File.CreateSymbolicLink(_temp.At("usr/sbin/init"), "../../../lib/systemd/systemd");
        File.CreateSymbolicLink(_temp.At("usr/sbin/around"), "around");
        File.CreateSymbolicLink(_temp.At("usr/sbin/outside"), _temp.At("usr/lib/systemd/systemd"));
        Assert.Equal(isSystemd, Systemd.IsInit(Definition(init), _temp.Path));
    }

    [Fact]
    public void It_tells_the_console_what_its_services_say_and_asks_for_no_login() =>
        Assert.Equal(["/sbin/init", "systemd.journald.forward_to_console=1", "systemd.getty_auto=0", "systemd.show_status=auto"], Systemd.Command(["/sbin/init"]));

    [Fact]
    public void What_state_yaml_says_of_that_stays() =>
        Assert.Equal(
            ["/sbin/init", "systemd.getty_auto=1", "systemd.journald.forward_to_console=0", "systemd.show_status=auto"],
            Systemd.Command(["/sbin/init", "systemd.getty_auto=1", "systemd.journald.forward_to_console=0"]));

    [Fact]
    public void It_can_write_run_which_state_yaml_may_size()
    {
        Assert.Equal(["/tmp", "/run", "/run/lock"], Systemd.Writable([new("/tmp", 1)]).Select(path => path.Path));
        Assert.Equal([5, 5 << 20], Systemd.Writable([new("/run", 5)]).Select(path => path.SizeBytes));
    }

    [Fact]
    public void What_would_not_boot_is_refused_with_the_reason()
    {
        Assert.Contains("User=", Assert.Throws<InvalidNameException>(() => Systemd.Require(Definition("/sbin/init") with { User = new("web") }, Unified)).Message, StringComparison.Ordinal);
        Assert.Contains("process 1", Assert.Throws<InvalidNameException>(() => Systemd.Require(Definition("/sbin/init") with { Reaper = true }, Unified)).Message, StringComparison.Ordinal);
        Assert.Contains("cgroup v2", Assert.Throws<HostNotReadyException>(() => Systemd.Require(Definition("/sbin/init"), [])).Message, StringComparison.Ordinal);
        Systemd.Require(Definition("/sbin/init"), Unified);
    }

    [Fact]
    public void It_sees_no_cgroups_but_its_own()
    {
        var spec = new ContainerSpec
        {
            Name = "web",
            Folder = "/run/x/web",
            RootFolder = "/",
            MappedRoot = "/",
            Init = ["/sbin/init"],
            OwnsCgroup = true,
            Environment = new Dictionary<string, string>(),
            Writable = [],
            Limits = new(),
            FirstId = 1000000,
        };
        var cgroups = LimitViews.Mounts(_temp.Path, spec, [new("/sys/fs/cgroup/memory", false, ["memory"]), .. Unified]).Where(mount => mount.Path.StartsWith("/sys/", StringComparison.Ordinal));
        Assert.Equal([("/sys/fs/cgroup/unified/containerstate/payload/web", "/sys/fs/cgroup")], cgroups);
    }

    private static IReadOnlyList<CgroupHierarchy> Unified => [new("/sys/fs/cgroup/unified", true, [])];

    private static ServerDefinition Definition(params string[] init) => new() { Name = "a", Init = init };
}
