using ContainerState.Errors;
using ContainerState.Imports;

namespace ContainerState.Core.Tests.Imports;

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
            'http://deb.debian.org/debian/pool/main/b/busybox/busybox-static_1.35.0-4%2bb1_amd64.deb' busybox-static_1%3a1.35.0-4+b1_amd64.deb 928188 SHA256:09f0c6bd8dbc2f4b2a8d4a5d3ba4b5a7a4a8bb2a0a8d0ea5f5ac0a4c5d0f0e1a
            'http://deb.debian.org/debian-security/pool/updates/main/g/gcc/g++-12_12.2.0_amd64.deb' g++-12_12.2.0_amd64.deb 1 
            """;
        var plan = AptPlan.Parse(Said);
        Assert.Equal(["busybox-static", "g++-12"], plan.Packages);
        Assert.Equal("2 packages, 2,073 kB", plan.Summary);
        Assert.Equal(2_073_000 + 928_188 + 1, plan.Bytes);
        Assert.Equal("1 package, 2,073 kB", (plan with { Files = [plan.Files[0]] }).Summary);
        Assert.Equal(
            new AptFile("busybox-static", "busybox-static_1%3a1.35.0-4+b1_amd64.deb", 928_188, "09f0c6bd8dbc2f4b2a8d4a5d3ba4b5a7a4a8bb2a0a8d0ea5f5ac0a4c5d0f0e1a"),
            plan.Files[0]);
        Assert.Equal("", plan.Files[1].Sha256);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n")]
    public void What_apt_does_not_say_is_an_error_of_its_own(string said) =>
        Assert.Contains("apt-get install --print-uris", Refused.With(ErrorId.Remote, () => AptPlan.Parse(said)).Remedy);
}
