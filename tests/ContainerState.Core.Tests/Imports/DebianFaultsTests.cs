using ContainerState.Errors;
using ContainerState.Imports;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Imports;

public sealed class DebianFaultsTests
{
    private const string NotSigned = "E: The repository 'http://deb.debian.org/debian-security bookworm-security InRelease' is not signed.";

    private const long Little = 30 << 20;

    private const long Plenty = 10L << 30;

    [Theory]
    [InlineData("E: Failed to fetch http://deb.debian.org/x  Write error - write (28: No space left on device)", Plenty, ErrorId.DiskFull)]
    [InlineData("E: Failed to fetch http://deb.debian.org/x  404  Not Found", Plenty, ErrorId.Remote)]
    [InlineData(NotSigned, Plenty, ErrorId.Remote)]
    [InlineData(NotSigned, Little, ErrorId.DiskFull)]
    [InlineData("E: Unable to locate package nosuch", Little, ErrorId.PackageNotFound)]
    [InlineData("E: unable to pick chroot mode automatically (use --mode for manual selection).", Plenty, ErrorId.NotRoot)]
    [InlineData("E: Something else", Little, ErrorId.ProgramFailed)]
    public void What_apt_said_and_the_room_that_it_had_say_why_it_failed(string said, long room, ErrorId expected)
    {
        var result = new ProgramResult(new ProgramCommand("apt-get"), 100, "", said + "\n");

        Assert.Equal(expected, DebianFaults.Explain(result, "nosuch", "bookworm", null, room).ErrorId);
    }

    [Fact]
    public void A_full_disk_is_told_with_what_apt_said_of_it()
    {
        var result = new ProgramResult(new ProgramCommand("apt-get"), 100, "", NotSigned + "\n");

        var fault = DebianFaults.Explain(result, "nginx", "bookworm", null, Little);

        Assert.Contains("is not signed", fault.Message, StringComparison.Ordinal);
    }
}
