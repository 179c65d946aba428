using ContainerState.Dependencies;
using ContainerState.Errors;

namespace ContainerState.Core.Tests.Dependencies;

public sealed class AptPlanTests
{
    [Fact]
    public void What_apt_would_install_is_read_from_what_it_says()
    {
        const string Said = """
            Reading package lists...
            The following NEW packages will be installed:
              busybox-static g++-12
            0 upgraded, 2 newly installed, 0 to remove and 0 not upgraded.
            Need to get 928 kB of archives.
            After this operation, 2,073 kB of additional disk space will be used.
            'http://deb.debian.org/debian/pool/main/b/busybox/busybox-static_1.35.0-4%2bb1_amd64.deb' busybox-static_1%3a1.35.0-4+b1_amd64.deb 928188 MD5Sum:f6f1b0b4181aead8e1a5b1258f63f501
            'http://deb.debian.org/debian-security/pool/updates/main/g/gcc/g++-12_12.2.0_amd64.deb' g++-12_12.2.0_amd64.deb 1 
            """;
        var plan = AptPlan.Parse(Said);
        Assert.Equal(["busybox-static", "g++-12"], plan.Packages);
        Assert.Equal("2 packages, 2,073 kB", plan.Summary);
        Assert.Equal("1 package, 2,073 kB", (plan with { Packages = ["a"] }).Summary);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n")]
    public void What_apt_does_not_say_is_an_error_of_its_own(string said) =>
        Assert.Contains("apt-get install --print-uris", Assert.Throws<RemoteException>(() => AptPlan.Parse(said)).Remedy);
}
