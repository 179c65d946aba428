using System.Globalization;
using ContainerState.Containers;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>What root in a server tries, and what it hears.</summary>
public sealed class RefusalTests : ServerTests
{
    private const string ReadOnly = "Read-only file system";
    private const string NotPermitted = "Operation not permitted";
    private const string Denied = "Permission denied";
    // EPERM and ENOSYS.
    private const int NoRight = 1;
    private const int NoCall = 38;
    private const string NotThere = "No such file or directory";

    // Kernels differ in what they offer. A shell says it in its own words.
    private const string NoFile = "|No such file or directory|nonexistent directory";

    [Theory]
    // The image.
    [InlineData("echo x > /bin/new", ReadOnly)]
    [InlineData("echo x >> /bin/busybox", ReadOnly)]
    [InlineData("busybox rm -f /bin/busybox", ReadOnly)]
    [InlineData("busybox mv /srv/www /srv/other", ReadOnly)]
    [InlineData("busybox chmod 777 /etc", ReadOnly)]
    [InlineData("busybox chown 1 /etc", ReadOnly)]
    [InlineData("busybox ln -s / /etc/new", ReadOnly)]
    [InlineData("echo x > /proc/1/root/new", ReadOnly)]
    [InlineData("busybox mount -o remount,rw /", Denied)]
    [InlineData("busybox mount -o bind /tmp /etc", Denied)]
    [InlineData("busybox umount /tmp", NotPermitted)]
    [InlineData("busybox umount -l /proc", NotPermitted)]
    [InlineData("busybox pivot_root /tmp /tmp", NotPermitted)]
    [InlineData("busybox chroot /tmp /bin/sh", NotPermitted)]
    // Devices of the host.
    [InlineData("busybox mknod /tmp/disk b 7 0", NotPermitted)]
    [InlineData("busybox mknod /tmp/memory c 1 1", NotPermitted)]
    [InlineData("cat /dev/mem", NotThere)]
    [InlineData("cat /dev/kmsg", NotThere)]
    [InlineData("cat /dev/loop0", NotThere)]
    [InlineData("cat /dev/loop-control", NotThere)]
    [InlineData("cat /dev/kvm", NotThere)]
    [InlineData("cat /dev/net/tun", NotThere)]
    [InlineData("cat /dev/fuse", NotThere)]
    // The kernel.
    [InlineData("echo 1 > /proc/sys/kernel/panic", ReadOnly)]
    [InlineData("echo '|/tmp/x' > /proc/sys/kernel/core_pattern", ReadOnly)]
    [InlineData("echo /tmp/x > /proc/sys/kernel/modprobe", ReadOnly + NoFile)]
    [InlineData("echo 0 > /proc/sys/vm/overcommit_memory", ReadOnly)]
    [InlineData("echo b > /proc/sysrq-trigger", ReadOnly + NoFile)]
    [InlineData("echo x > /sys/kernel/uevent_helper", ReadOnly)]
    [InlineData("echo never > /sys/kernel/mm/transparent_hugepage/enabled", ReadOnly)]
    [InlineData("busybox head -c 1 /proc/kcore", Denied + NoFile)]
    [InlineData("busybox head -c 1 /proc/kpagecount", Denied + NoFile)]
    [InlineData("echo 1 > /proc/irq/default_smp_affinity", Denied)]
    [InlineData("echo -1000 > /proc/self/oom_score_adj", Denied)]
    [InlineData("busybox dmesg", "Function not implemented")]
    [InlineData("busybox adjtimex -f 1000", NotPermitted)]
    [InlineData("busybox hostname other", NotPermitted)]
    [InlineData("busybox renice -n -10 -p 1", Denied)]
    [InlineData("busybox insmod /bin/busybox", NotPermitted)]
    [InlineData("busybox nsenter -t 1 -n true", NotPermitted)]
    // The network.
    [InlineData("busybox ip link set eth0 down", NotPermitted)]
    [InlineData("busybox ip addr add 10.83.0.250/24 dev eth0", NotPermitted)]
    [InlineData("busybox ip link add other type bridge", NotPermitted)]
    [InlineData("busybox arp -s 10.83.0.1 02:00:00:00:00:01", NotPermitted)]
    [InlineData("busybox ping -c 1 10.83.0.1", Denied)]
    public async Task Root_in_a_server_is_refused(string attempt, string answer)
    {
        var server = await StartAsync(TestImage.Shell($"({attempt}) 2>&1; echo ended $?; echo done"));
        var console = await ConsoleAsync(server, "done");

        Assert.Matches($"(?i){answer}", console);
        Assert.DoesNotContain("ended 0\n", console, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("init_module", NoRight)]
    [InlineData("finit_module", NoRight)]
    [InlineData("delete_module", NoRight)]
    [InlineData("kexec_load", NoRight)]
    [InlineData("reboot", NoRight)]
    [InlineData("bpf", NoCall)]
    [InlineData("perf_event_open", NoCall)]
    [InlineData("keyctl", NoCall)]
    [InlineData("add_key", NoCall)]
    [InlineData("open_by_handle_at", NoRight)]
    [InlineData("setns", NoRight)]
    [InlineData("mount", NoRight)]
    [InlineData("move_mount", NoRight)]
    [InlineData("fsopen", NoRight)]
    [InlineData("swapon", NoRight)]
    [InlineData("clock_settime", NoRight)]
    [InlineData("acct", NoRight)]
    [InlineData("quotactl", NoRight)]
    [InlineData("userfaultfd", NoCall)]
    [InlineData("socket:2:3:1", NoRight)]
    public async Task Root_in_a_server_does_not_get_through_with_a_system_call(string call, int error)
    {
        var server = await StartAsync(TestImage.Shell($"/bin/try {call}"));

        Assert.Contains($"{call} {error}\n", await ConsoleAsync(server, "tried"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_the_host_is_nowhere_in_a_server()
    {
        var name = $"of-the-host-{Guid.NewGuid():n}";
        var file = Path.Combine(Path.GetTempPath(), name);
        await File.WriteAllTextAsync(file, "host");
        try
        {
            var server = await StartAsync(TestImage.Shell($"echo in > /tmp/in-the-server; busybox find / '(' -name '{name}' -o -name in-the-server ')' 2>/dev/null; cat /proc/1/root{file} /proc/self/cwd/..{file} /escape/..{file}; echo done"));
            var console = await ConsoleAsync(server, "done");

            Assert.Contains("/tmp/in-the-server\n", console, StringComparison.Ordinal);
            Assert.Equal(3, console.Split(NotThere).Length - 1);
            Assert.DoesNotContain($"\n{file}", console, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Another_servers_processes_and_log_are_not_there()
    {
        var other = await StartAsync(TestImage.Shell("echo of the other"));
        await ConsoleAsync(other, "of the other");
        var id = other.ProcessId.ToString(CultureInfo.InvariantCulture);
        // PTRACE_ATTACH is 16.
        var server = await StartAsync(TestImage.Shell(
            $"kill -9 {id}; cat /proc/{id}/cmdline; /bin/try ptrace:16:{id}; busybox ps; cat {other.ConsolePath} {ContainerFiles.Configuration(Path.GetDirectoryName(other.ConsolePath)!)}; echo done"));
        var console = await ConsoleAsync(server, "done");

        Assert.Contains("No such process", console, StringComparison.Ordinal);
        Assert.Equal(3, console.Split(NotThere).Length - 1);
        // ESRCH
        Assert.Contains($"ptrace:16:{id} 3\n", console, StringComparison.Ordinal);
        Assert.DoesNotContain("of the other", console, StringComparison.Ordinal);
        Assert.Equal(ServerState.Running, ThisHost.Servers.Get(other.Name).State);
    }
}
