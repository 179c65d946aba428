using ContainerState.Core.Tests.Support;
using ContainerState.Hosts;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Hosts;

public sealed class VerityCheckTests
{
    private static readonly MountEntry Disk = new(1, "8:1", "/srv", "ext4", "/dev/sda1", false);

    [Theory]
    [InlineData(nameof(VeritySupport.Present), "ext4", "ext4 at /srv", "")]
    [InlineData(nameof(VeritySupport.NotInKernel), "ext4", "not in this kernel", "CONFIG_FS_VERITY")]
    [InlineData(nameof(VeritySupport.NotOnFilesystem), "ext4", "not on ext4 at /srv", "tune2fs -O verity /dev/sda1")]
    [InlineData(nameof(VeritySupport.NotOnFilesystem), "f2fs", "not on f2fs at /srv", "with its feature verity")]
    [InlineData(nameof(VeritySupport.NotInType), "xfs", "not on xfs at /srv", "CONTAINERSTATE_HOME")]
    [InlineData(nameof(VeritySupport.Unknown), "ext4", "only root can tell", "")]
    public void The_check_never_fails_and_says_what_is_missing(string support, string type, string found, string remedy)
    {
        var check = VerityCheck.Of(Enum.Parse<VeritySupport>(support), Disk with { Type = type });
        Assert.Equal((true, found, remedy.Length == 0), (check.Passed, check.Found, check.Remedy.Length == 0));
        Assert.Contains(remedy, check.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void The_check_looks_where_the_layers_will_be_and_makes_nothing()
    {
        using var host = new TestHost();
        host.Verity.IsThere = true;
        var mount = MountTable.Of(Path.GetTempPath())!;
        Assert.Equal($"{mount.Type} at {mount.Point}", VerityCheck.Of(host.Host).Found);
        Assert.False(Directory.Exists(host.Home));
    }
}
