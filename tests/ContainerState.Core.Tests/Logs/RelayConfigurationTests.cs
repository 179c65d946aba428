using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Logs;

namespace ContainerState.Core.Tests.Logs;

public sealed class RelayConfigurationTests
{
    private static readonly RelayFiles Files = new("/var/lib/containerstate/relays/0123456789abcdef");

    [Fact]
    public void A_certificate_is_checked_against_the_name_of_the_log_server()
    {
        var text = RelayConfiguration.Write(Files, LogTarget.Parse("syslog+tls://logs.example.org"));

        Assert.Contains("streamDriverMode=\"1\" streamDriverAuthMode=\"x509/name\" streamDriverPermittedPeers=\"logs.example.org\"", text, StringComparison.Ordinal);
        Assert.Contains("streamDriver.CAFile=\"/var/lib/containerstate/relays/0123456789abcdef/ca.pem\"", text, StringComparison.Ordinal);
        Assert.Contains("tcp_framing=\"octet-counted\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/home/a\"b")]
    [InlineData("/home/a b")]
    [InlineData("/home/a*")]
    [InlineData("/home/a\n*.* :omprog:")]
    [InlineData("relative")]
    public void A_folder_that_would_mean_something_else_is_refused(string home)
    {
        Assert.Throws<InvalidNameException>(() => RelayConfiguration.Write(new RelayFiles(home), LogTarget.Parse("relp://logs")));
    }

    [Fact]
    public void A_host_that_would_mean_something_else_is_refused()
    {
        Assert.Throws<InvalidNameException>(() => RelayConfiguration.Write(Files, new LogTarget(LogTransport.Tcp, "a\" x=\"", 514)));
    }

    [Fact]
    public void What_was_dropped_is_named_by_folder_and_file()
    {
        var table = FirstOffsets.Table(new Dictionary<string, long> { ["/r/spool/a+i+-+1/console.log"] = 7, ["/r/spool/a+i+-+1/syslog.log"] = 0 });

        Assert.Equal("""{"version":1,"nomatch":"0","type":"string","table":[{"index":"","value":"0"},{"index":"a\u002Bi\u002B-\u002B1/console","value":"7"}]}""", table);
    }
}
