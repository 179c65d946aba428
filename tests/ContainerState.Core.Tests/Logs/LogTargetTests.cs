using ContainerState.Definitions;
using ContainerState.Errors;

namespace ContainerState.Core.Tests.Logs;

public sealed class LogTargetTests
{
    [Theory]
    [InlineData("syslog+tls://logs.example.org", LogTransport.Tls, "logs.example.org", 6514)]
    [InlineData("syslog+tcp://10.0.0.1:5514", LogTransport.Tcp, "10.0.0.1", 5514)]
    [InlineData("syslog+udp://[fd00::1]:99", LogTransport.Udp, "fd00::1", 99)]
    [InlineData("relp://logs", LogTransport.Relp, "logs", 2514)]
    [InlineData("relp+tls://logs:20514", LogTransport.RelpTls, "logs", 20514)]
    public void A_log_server_is_a_scheme_a_host_and_a_port(string url, LogTransport transport, string host, int port)
    {
        var target = LogTarget.Parse(url);

        Assert.Equal(new LogTarget(transport, host, port), target);
        Assert.Equal(target, LogTarget.Parse(target.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("logs.example.org")]
    [InlineData("http://logs")]
    [InlineData("SYSLOG+TCP://logs")]
    [InlineData("syslog+tcp://")]
    [InlineData("syslog+tcp://:514")]
    [InlineData("syslog+tcp://logs:0")]
    [InlineData("syslog+tcp://logs:65536")]
    [InlineData("syslog+tcp://logs:+1")]
    [InlineData("syslog+tcp://logs:1:2")]
    [InlineData("syslog+tcp://logs/path")]
    [InlineData("syslog+tcp://user@logs")]
    [InlineData("syslog+tcp://logs\")\naction(type=\"omprog\" binary=\"/bin/sh\")")]
    [InlineData("syslog+tcp://logs\" x=\"")]
    [InlineData("syslog+tcp://$(id)")]
    [InlineData("syslog+tcp://-x")]
    [InlineData("syslog+tcp://a..b")]
    [InlineData("syslog+tcp://[::1")]
    [InlineData("syslog+tcp://[::1%eth0]")]
    [InlineData("syslog+tcp://l\u00f6gs")]
    public void Whatever_else_it_holds_is_refused(string url)
    {
        Assert.Throws<InvalidNameException>(() => LogTarget.Parse(url));
    }
}
