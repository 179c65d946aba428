using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Imports;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Imports;

public sealed class ReleaseAgeTests
{
    [Theory]
    [InlineData("deb.debian.org_debian_dists_bookworm-updates_InRelease", "bookworm-updates")]
    [InlineData("127.0.0.1:80_a_dists_dists_bookworm_InRelease", "bookworm")]
    [InlineData("_dists_bookworm-security_InRelease", "bookworm-security")]
    [InlineData("mirror_InRelease", "mirror_InRelease")]
    public void A_file_of_apt_says_which_suite_it_is_of(string name, string suite) => Assert.Equal(suite, ReleaseAge.SuiteOf(name));

    [Theory]
    [InlineData(true, "bookworm-security counted until 2026-07-18 10:16 UTC")]
    [InlineData(false, "bookworm-security counted until 2d 0h 0min 13s ago")]
    public void Lists_that_are_too_old_are_named_with_suite_and_date(bool isThere, string said)
    {
        using var temp = new TempFolder();
        if (isThere)
        {
            File.WriteAllText(temp.At("mirror.test_dists_bookworm-security_InRelease"), ReleaseFileTests.Signed);
        }
        var result = new ProgramResult(new ProgramCommand("apt-get"), 100, "", "E: Release file for http://mirror.test/dists/bookworm-security/InRelease is expired (invalid since 2d 0h 0min 13s). Updates for this repository will not be applied.\n");

        var fault = Refused.With(ErrorId.Remote, () => ReleaseAge.Require(result, temp.Path, new(["nginx"], AptSources.Binary, "bookworm", null)));

        Assert.Contains(said, fault.Problem, StringComparison.Ordinal);
        Assert.Contains("clock", fault.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_about_age_is_not_told_as_age() =>
        Assert.Null(Record.Exception(() => ReleaseAge.Require(new ProgramResult(new ProgramCommand("apt-get"), 100, "", "E: The repository 'http://mirror.test sid InRelease' is not signed.\n"), "/nowhere", new(["nginx"], AptSources.Binary, "bookworm", null))));

    [Fact]
    public void Lists_that_are_taken_all_the_same_are_a_warning_from_the_day_on()
    {
        var release = ReleaseFile.Read(ReleaseFileTests.Signed, "http://mirror.test");

        Assert.Null(ReleaseAge.WarningOf("bookworm", release, release.ValidUntil!.Value));
        Assert.Null(ReleaseAge.WarningOf("bookworm", release with { ValidUntil = null }, DateTimeOffset.MaxValue));
        Assert.Contains("Debian bookworm counted until 2026-07-18 10:16 UTC", ReleaseAge.WarningOf("bookworm", release, release.ValidUntil.Value.AddSeconds(1))!, StringComparison.Ordinal);
    }
}
