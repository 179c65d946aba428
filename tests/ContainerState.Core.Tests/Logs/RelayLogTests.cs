using ContainerState.Logs;

namespace ContainerState.Core.Tests.Logs;

/// <summary>The lines are rsyslog's own, shortened.</summary>
public sealed class RelayLogTests
{
    private const string Start = "2026-01-31T12:00:00.000000+00:00  [origin software=\"rsyslogd\" swVersion=\"8.2302.0\" x-pid=\"28040\"] start";
    private const string Refused = "2026-01-31T12:00:01.000000+00:00 cannot connect to logs:5514: Connection refused [v8.2302.0 try https://www.rsyslog.com/e/2027 ]";
    private const string Suspended = "2026-01-31T12:00:02.000000+00:00 action 'log-server' suspended (module 'builtin:omfwd'), retry 0. [v8.2302.0]";
    private const string Resumed = "2026-01-31T12:00:03.000000+00:00 action 'log-server' resumed (module 'builtin:omfwd') [v8.2302.0]";
    private const string Forged = "2026-01-31T12:00:01.000000+00:00 Certificate error at depth: 1   issuer  = /CN=\u001b[31mOther err 19:self-signed certificate [v8.2302.0]";
    private const string Terminated = "2026-01-31T12:00:01.000000+00:00 nsd_ossl:TLS session terminated with remote syslog server 'logs':Handshake failed [v8.2302.0]";
    private const string Disabled = "2026-01-31T12:00:01.000000+00:00 omrelp[logs:2514]: authentication error 'certificate validation failed', peer is 'x' - DISABLING action [v8.2302.0]";

    private static readonly DateTime Noticed = new(2026, 1, 31, 12, 0, 2, DateTimeKind.Utc);

    [Fact]
    public void A_relay_that_was_started_once_has_lost_nothing() =>
        Assert.Equal(new RelayLog(1, false, false, null), RelayLog.Read([Start]));

    [Fact]
    public void A_second_start_shows_that_it_was_killed() =>
        Assert.Equal(new RelayLog(2, false, false, null), RelayLog.Read([Start, Refused, Suspended, Start]));

    [Fact]
    public void A_log_server_that_refuses_is_told_with_rsyslogs_reason() =>
        Assert.Equal(new RelayLog(1, false, false, "cannot connect to logs:5514: Connection refused", Noticed), RelayLog.Read([Start, Refused, Suspended, Refused]));

    [Fact]
    public void A_log_server_that_is_there_again_has_no_fault() =>
        Assert.Equal(new RelayLog(1, true, false, null), RelayLog.Read([Start, Refused, Suspended, Refused, Resumed]));

    [Fact]
    public void A_certificate_comes_before_its_results_and_colours_no_terminal() =>
        Assert.Equal("Certificate error at depth: 1   issuer  = /CN=\ufffd[31mOther err 19:self-signed certificate", RelayLog.Read([Start, Forged, Terminated, Suspended, Terminated]).Fault);

    [Fact]
    public void An_action_that_is_disabled_has_given_up()
    {
        var log = RelayLog.Read([Start, Disabled]);

        Assert.True(log.HasGivenUp);
        Assert.StartsWith("omrelp[logs:2514]: authentication error", log.Fault, StringComparison.Ordinal);
    }
}
