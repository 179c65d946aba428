using System.Globalization;
using ContainerState.Definitions;
using ContainerState.Images;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>What the programs of a server see of its limits, by which they size themselves.</summary>
public sealed class SizeTests : ServerTests
{
    // Of either version.
    private const string Memory = "cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes";
    private const string Quota = "cat /sys/fs/cgroup/cpu.max 2>/dev/null || cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us";
    private const string Allowed = "busybox grep Cpus_allowed_list /proc/self/status";

    [Fact]
    public async Task A_server_sees_its_own_limits()
    {
        var image = Limited($"busybox nproc; {Memory}; {Quota}; {Allowed} | busybox cut -f 2; cat /sys/devices/system/cpu/online; echo done", new(64 << 20, 1));
        var check = new ServerCheck { Kind = "exec", Attempts = 1, Command = ["/bin/busybox", "nproc"], Contains = "1" };
        var server = await StartAsync(image with { Definition = image.Definition with { Checks = [check] } });

        Assert.Matches("^1\n67108864\n100000( 100000)?\n([0-9]+)\n\\2\ndone", await ConsoleAsync(server, "done"));
        var result = await ThisHost.Servers.TestAsync(server);
        Assert.True(result.Passed);
        Assert.Equal("exit code 0: 1", result.Checks[0].Saw);
    }

    [Fact]
    public async Task A_server_can_change_nothing_of_its_limits_and_sees_no_others()
    {
        var other = await StartAsync(TestImage.Web());
        var server = await StartAsync(Limited(
            "for f in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/cpuset/cpuset.cpus /sys/fs/cgroup/cgroup.procs /sys/fs/cgroup/cpu/cgroup.procs; do [ -e $f ] && echo 0 > $f; done; "
            + "busybox mkdir /sys/fs/cgroup/new /sys/fs/cgroup/memory/new; mount -o remount,rw /sys/fs/cgroup; busybox find /sys/fs/cgroup; busybox grep cgroup /proc/self/mountinfo; echo done",
            new(64 << 20, 1)));
        var console = await ConsoleAsync(server, "done");

        Assert.DoesNotContain(other.Name, console, StringComparison.Ordinal);
        Assert.DoesNotContain("payload", console, StringComparison.Ordinal);
        Assert.Contains("/sys/fs/cgroup", console, StringComparison.Ordinal);
        Assert.Contains("can't create directory '/sys/fs/cgroup/new': ", console, StringComparison.Ordinal);
        Assert.Contains("mount: permission denied", console, StringComparison.Ordinal);
        Assert.All(console.Split('\n').Where(line => line.Contains(" - cgroup", StringComparison.Ordinal)), line => Assert.Contains(" ro,", line, StringComparison.Ordinal));
        Assert.True(console.Split("Read-only file system").Length > 2, console);
    }

    [Fact]
    public async Task Neighbours_of_one_processor_each_have_different_ones()
    {
        Assert.SkipUnless(Environment.ProcessorCount > 1, "There is one processor only.");
        var servers = await StartManyAsync(Limited(Allowed + "; echo done", new(Cpus: 1)), new() { Count = 2 });

        Assert.NotEqual(await ConsoleAsync(servers[0], "done"), await ConsoleAsync(servers[1], "done"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1.5)]
    [InlineData(1024)]
    public async Task A_server_with_a_part_of_a_processor_or_all_is_kept_to_none(double processors)
    {
        var server = await StartAsync(Limited("busybox nproc; cat /sys/devices/system/cpu/online; echo done", new(Cpus: processors)));

        var online = await File.ReadAllTextAsync("/sys/devices/system/cpu/online");
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount}\n{online}done"), await ConsoleAsync(server, "done"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LXCFS_shows_a_server_its_own_memory_and_processors()
    {
        var script = "busybox grep MemTotal /proc/meminfo; busybox grep -c ^processor /proc/cpuinfo; echo x > /proc/uptime; echo done";
        await using var lxcfs = await Lxcfs.StartAsync();
        var server = await StartAsync(Limited(script, new(64 << 20, 1)));
        var console = await ConsoleAsync(server, "done");

        Assert.Matches("^MemTotal: +65536 kB\n1\n", console);
        Assert.Contains("can't create /proc/uptime: Read-only file system", console, StringComparison.Ordinal);
        Assert.True((await ThisHost.Servers.TestAsync(server)).Passed);

        // Killed, it leaves a mount that nothing can be read from.
        await lxcfs.KillAsync();
        Assert.True((await ThisHost.Servers.TestAsync(server)).Passed);
        var next = await StartAsync(Limited(script, new(64 << 20, 1)));
        Assert.DoesNotContain(" 65536 kB", await ConsoleAsync(next, "done"), StringComparison.Ordinal);
        await ThisHost.Servers.StopAsync(server);
        await ThisHost.Servers.StopAsync(next);
    }

    private static ServerImage Limited(string script, ServerLimits limits)
    {
        var image = TestImage.Shell(script);
        return image with { Definition = image.Definition with { Limits = limits } };
    }
}
