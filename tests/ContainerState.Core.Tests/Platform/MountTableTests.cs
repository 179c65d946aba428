using ContainerState.Platform;

namespace ContainerState.Core.Tests.Platform;

public sealed class MountTableTests
{
    [Theory]
    [InlineData("36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue", "98:0", "/mnt2", "ext3", false)]
    [InlineData("36 35 7:3 / /srv/my\\040images rw shared:1 master:2 - squashfs /dev/loop3 ro", "7:3", "/srv/my images", "squashfs", true)]
    [InlineData("36 35 0:5 / /a\\134b ro - tmpfs none rw,size=4k", "0:5", "/a\\b", "tmpfs", true)]
    public void A_line_is_read_as_proc_5_says(string line, string device, string point, string type, bool isReadOnly) =>
        Assert.Equal(new MountEntry(device, point, type, isReadOnly), MountTable.Parse(line));

    [Fact]
    public void Our_own_root_is_mounted() => Assert.Contains(MountTable.Read(), mount => mount.Point == "/");
}
