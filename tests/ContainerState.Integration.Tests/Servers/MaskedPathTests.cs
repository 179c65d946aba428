using Xunit;

namespace ContainerState.Integration.Tests.Servers;

public sealed class MaskedPathTests : ServerTests
{
    /// <summary>Looks for what is the host's by every way that leads to it, and tries to take away what covers it.</summary>
    internal const string Look = """
        echo "<$(cat /proc/cmdline)>"
        for place in /sys/block/loop* /sys/class/block/loop* /sys/dev/block/7:* /sys/devices/virtual/block/* /proc/self/root/sys/block/loop*; do
          [ -e $place/loop/backing_file ] && echo "seen: $place $(cat $place/loop/backing_file)"
        done
        busybox find /sys -name backing_file
        for place in /proc/cmdline /sys/devices/virtual/block; do busybox umount $place 2>/dev/null && echo "uncovered: $place"; done
        read -r line </proc/meminfo && [ -d /sys/devices/system/cpu ] && echo "the rest is there"
        """;

    [Fact]
    public async Task A_server_sees_neither_other_images_nor_how_the_host_was_booted()
    {
        // Its own image is on one of the host's loop devices.
        var server = await StartAsync(TestImage.Shell(Look + "\necho done"));
        Assert.Contains(Directory.EnumerateFiles("/sys/devices/virtual/block", "backing_file", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3 }), file => File.ReadAllText(file).Contains(TestImage.File, StringComparison.Ordinal));
        Assert.NotEmpty(await File.ReadAllTextAsync("/proc/cmdline"));

        var console = await ConsoleAsync(server, "done");

        Assert.Equal("<>\nthe rest is there\ndone\n", console);
    }
}
