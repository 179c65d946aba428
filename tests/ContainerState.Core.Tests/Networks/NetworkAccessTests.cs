using ContainerState.Errors;
using ContainerState.Networks;

namespace ContainerState.Core.Tests.Networks;

public sealed class NetworkAccessTests
{
    [Theory]
    [InlineData("8080:80", "0.0.0.0", 8080, 80, "8080:80")]
    [InlineData("80", "0.0.0.0", 80, 80, "80:80")]
    [InlineData("127.0.0.1:8080:80", "127.0.0.1", 8080, 80, "127.0.0.1:8080:80")]
    public void A_published_port_is_read(string text, string address, int hostPort, int port, string shown)
    {
        Assert.Equal(new PublishedPort(address, hostPort, port), PublishedPort.Parse(text));
        Assert.Equal(shown, PublishedPort.Parse(text).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(":80")]
    [InlineData("80:")]
    [InlineData("0:80")]
    [InlineData("65536:80")]
    [InlineData("+80:80")]
    [InlineData("80:80/udp")]
    [InlineData("1:2:3:4")]
    [InlineData("::1:80:80")]
    [InlineData("127.1:80:80")]
    [InlineData("host:80:80")]
    [InlineData("80 : 80")]
    [InlineData("80:80\naccept")]
    public void Anything_else_is_no_published_port(string text) => Assert.Throws<InvalidNameException>(() => PublishedPort.Parse(text));

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7/32", 0)]
    [InlineData("192.0.2.7:443", "192.0.2.7/32", 443)]
    [InlineData("10.0.0.0/8", "10.0.0.0/8", 0)]
    [InlineData("0.0.0.0/0:53", "0.0.0.0/0", 53)]
    public void A_way_out_is_read(string text, string network, int port) => Assert.Equal(new EgressTarget(network, port), EgressTarget.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.1/8")]
    [InlineData("1.2.3.4/0")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0:0")]
    [InlineData("10.0.0.0:443:1")]
    [InlineData("example.org:443")]
    [InlineData("1.2.3.4 accept")]
    [InlineData("2001:db8::1")]
    public void Anything_else_is_no_way_out(string text) => Assert.Throws<InvalidNameException>(() => EgressTarget.Parse(text));

    [Fact]
    public void What_is_asked_for_is_the_same_after_it_was_written_down()
    {
        var access = NetworkAccess.Parse(["8080:80", "127.0.0.1:81:82"], false, ["10.0.0.0/8:1", "192.0.2.7"], ["192.0.2.53"], "blue").In("web");
        var read = NetworkAccess.FromLines(access.ToLines(), egress: false);

        Assert.Equal(access.ToLines(), read.ToLines());
        Assert.Equal(7, access.ToLines().Count());
        Assert.Equal("web", read.Fleet);
        Assert.Empty(new NetworkAccess().ToLines());
    }

    [Fact]
    public void What_contradicts_itself_is_refused()
    {
        Assert.Throws<InvalidNameException>(() => NetworkAccess.Parse(["80", "127.0.0.1:80:81"], false, [], [], null));
        Assert.Throws<InvalidNameException>(() => NetworkAccess.Parse([], true, ["10.0.0.0/8"], [], null));
        Assert.Throws<InvalidNameException>(() => NetworkAccess.Parse([], false, [], ["ns.example.org"], null));
        Assert.Throws<InvalidNameException>(() => NetworkAccess.Parse([], false, [], [], "Blue team"));
        Assert.Throws<InvalidNameException>(() => NetworkAccess.Parse([.. Enumerable.Range(1, 101).Select(port => $"{port}")], false, [], [], null));
    }

    [Fact]
    public void A_slots_rules_speak_of_its_own_address_and_device_alone()
    {
        var access = NetworkAccess.Parse(["127.0.0.1:8080:80"], false, ["192.0.2.0/24:443"], [], "blue");
        var rules = NetworkRules.Write([new Slot(3, "web", "", access)], Subnet.Default);

        Assert.Contains("add rule bridge containerstate peers iifname { \"csveth3\" } oifname { \"csveth3\" } accept\n", rules, StringComparison.Ordinal);
        Assert.Contains("ip saddr { 10.83.0.5 } ip daddr 192.0.2.0/24 meta l4proto { tcp, udp } th dport 443 accept\n", rules, StringComparison.Ordinal);
        Assert.Contains("iifname != \"csbr0\" ip daddr 127.0.0.1 tcp dport 8080 dnat ip to numgen inc mod 1 map { 0 : 10.83.0.5 . 80 }\n", rules, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_of_a_fleet_leads_to_those_that_serve_each_in_turn()
    {
        var before = NetworkAccess.Parse(["8080:80"], false, [], [], null).In("web");
        // The next version listens elsewhere.
        var after = NetworkAccess.Parse(["8080:81"], false, [], [], null).In("web");
        var rules = NetworkRules.Write([new Slot(1, "web-1", "", before, Serves: true), new Slot(2, "web-2", "", before), new Slot(3, "web-3", "", after, Serves: true)], Subnet.Default);
        var none = NetworkRules.Write([new Slot(1, "web-1", "", before)], Subnet.Default);

        Assert.Contains("tcp dport 8080 dnat ip to numgen inc mod 2 map { 0 : 10.83.0.3 . 80, 1 : 10.83.0.5 . 81 }\n", rules, StringComparison.Ordinal);
        Assert.DoesNotContain("dnat ip to", none, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8080:80", "web", "8080:81", "web", true)]
    [InlineData("8080:80", "web", "8080:80", "shop", false)]
    [InlineData("8080:80", "web", "8080:80", "", false)]
    [InlineData("8080:80", "", "8080:80", "", false)]
    [InlineData("8080:80", "web", "127.0.0.1:8080:80", "web", false)]
    public void Only_servers_of_one_fleet_share_a_port(string port, string fleet, string otherPort, string otherFleet, bool share)
    {
        var one = NetworkAccess.Parse([port], false, [], [], null).In(fleet);
        var other = NetworkAccess.Parse([otherPort], false, [], [], null).In(otherFleet);

        Assert.Equal(share, one.SharesWith(other, one.Published[0]));
    }

    [Fact]
    public void A_fleet_is_of_servers_that_publish_something()
    {
        Assert.Equal("", NetworkAccess.Parse([], false, [], [], "blue").In("web").Fleet);
        Assert.Throws<InvalidNameException>(() => NetworkAccess.Parse(["80"], false, [], [], null).In("x\nserving"));
    }
}
