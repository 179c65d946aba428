using ContainerState.Core.Tests.Support;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Platform;

public sealed class MountTableTests
{
    [Theory]
    [InlineData("36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue", 36, "98:0", "/mnt2", "ext3", "/dev/root", false)]
    [InlineData("37 35 7:3 / /srv/my\\040images rw shared:1 master:2 - squashfs /dev/my\\040loop ro", 37, "7:3", "/srv/my images", "squashfs", "/dev/my loop", true)]
    [InlineData("36 35 0:5 / /a\\134b ro - tmpfs none rw,size=4k", 36, "0:5", "/a\\b", "tmpfs", "none", true)]
    public void A_line_is_read_as_proc_5_says(string line, ulong number, string device, string point, string type, string source, bool isReadOnly) =>
        Assert.Equal(new MountEntry(number, device, point, type, source, isReadOnly), MountTable.Parse(line));

    [Fact]
    public void Our_own_root_is_mounted() => Assert.Contains(MountTable.Read(), mount => mount.Point == "/");

    [Fact]
    public void The_mount_that_a_path_is_on_is_found_behind_links_too()
    {
        Assert.Equal(("/proc", "proc"), (MountTable.Of("/proc/self/status")?.Point, MountTable.Of("/proc/self/status")?.Type));
        using var temp = new TempFolder();
        File.CreateSymbolicLink(temp.At("link"), "/proc");
        Assert.Equal("/proc", MountTable.Of(temp.At("link"))?.Point);
    }
}
