using ContainerState.Errors;
using ContainerState.Networks;

namespace ContainerState.Core.Tests.Networks;

public sealed class SubnetTests
{
    [Fact]
    public void The_default_has_room_for_a_thousand_servers()
    {
        Assert.Equal("10.83.0.0/22", Subnet.Default.ToString());
        Assert.Equal("10.83.0.1", Subnet.Default.Host.ToString());
        Assert.Equal("10.83.0.2", Subnet.Default.Server(0).ToString());
        Assert.Equal(1021, Subnet.Default.Servers);
        Assert.Equal("10.83.3.254", Subnet.Default.Server(1020).ToString());
    }

    [Theory]
    [InlineData("10.83.0.1/22")]
    [InlineData("10.83.0.0")]
    [InlineData("10.83.0.0/8")]
    [InlineData("10.83.0.0/30")]
    [InlineData("fd00::/64")]
    [InlineData("10.83.0.0/22 dev eth0")]
    [InlineData("")]
    public void Anything_that_is_no_network_is_refused(string text)
    {
        Assert.Throws<InvalidNameException>(() => Subnet.Parse(text));
    }

    [Theory]
    [InlineData(0x0a530100u, 0xffffff00u, true)]
    [InlineData(0x0a000000u, 0xff000000u, true)]
    [InlineData(0x0a540000u, 0xffff0000u, false)]
    public void An_overlap_is_seen(uint network, uint mask, bool overlaps)
    {
        Assert.Equal(overlaps, Subnet.Default.Overlaps(network, mask));
    }
}
