using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Hosts;
using ContainerState.Logs;
using ContainerState.Servers;

namespace ContainerState.Core.Tests.Servers;

/// <summary>On spools of servers that are gone, whose relay does not run.</summary>
public sealed class UndeliveredLogsTests : IDisposable
{
    private readonly TestHost _host = new();

    public UndeliveredLogsTests() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "Servers are root's.");

    private UndeliveredLogs Logs => new(_host.Host);

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task What_servers_that_are_gone_have_not_sent_is_dropped()
    {
        // What is no log server has no relay that could be started for the others.
        var relay = Relay("one", "nowhere");
        var (first, second, other) = (Spool(relay, "web-1", "12345\n"), Spool(relay, "web-2", "123\n"), Spool(relay, "db", "1\n"));

        Assert.Equal(["web-1", "web-2"], Logs.Find("w*").Select(server => server.Name));
        var server = Assert.Single(Logs.Find("WEB-1"));
        Assert.Equal(6, Logs.WaitingBytes(server));
        Assert.Equal([new DroppedLog("web-1", "nowhere", 6)], await Logs.DropAsync(server, TestContext.Current.CancellationToken));
        Assert.Empty(await Logs.DropAsync(server, TestContext.Current.CancellationToken));

        Assert.Equal([false, true, true], new[] { first, second, other }.Select(spool => Directory.Exists(spool.Folder)));
        Assert.Throws<ServerNotFoundException>(() => Logs.Find("web-1"));
        Assert.Empty(Logs.Find("web-1*"));
    }

    [Fact]
    public void A_server_from_before_reaches_no_log_of_a_later_one()
    {
        var relay = Relay("one", "relp://logs");
        var before = new EphemeralServer { Name = "web", State = ServerState.Running, Image = "", Address = "", SyslogPath = Spool(relay, "web", "1\n").Syslog.Path };
        var later = before with { SyslogPath = Spool(relay, "web", "1234\n").Syslog.Path };

        Assert.Equal(2, Logs.WaitingBytes(before));
        Assert.Equal(7, Logs.WaitingBytes(later));
        Assert.Equal(0, Logs.WaitingBytes(before with { SyslogPath = "", StartedUtc = DateTime.UtcNow.AddDays(-1) }));
    }

    [Fact]
    public void The_host_says_what_waits_for_which_log_server_since_when()
    {
        Assert.Equal([new HostCheck("undelivered logs", "Log", true, "none", "")], Logs.Check());
        var one = Relay("one", "relp://logs");
        Spool(one, "web-1", "12345\n");
        Spool(one, "web-2", "123\n");
        RelayOutage.Say(one, "rsyslogd is not installed.");
        Spool(Relay("two", "relp://other"), "db", "1\n");

        var checks = Logs.Check();

        Assert.Equal([false, true], checks.Select(check => check.Passed));
        Assert.StartsWith("10 bytes of web-1, web-2 wait for relp://logs: the log relay does not run: rsyslogd is not installed, since 20", checks[0].Found, StringComparison.Ordinal);
        Assert.Contains("server log --drop", checks[0].Remedy, StringComparison.Ordinal);
        Assert.Equal(("2 bytes of db wait for relp://other", ""), (checks[1].Found, checks[1].Remedy));
    }

    [Fact]
    public async Task What_a_kill_left_of_a_spool_is_taken_away()
    {
        var relay = Relay("one", "nowhere");
        var left = Path.Combine(relay.Folder, ".gone-web+image+-+0001");
        Directory.CreateDirectory(left);
        File.WriteAllText(Path.Combine(left, "console.json"), "{}");
        Spool(relay, "db", "1\n");

        await new LogRelays(_host.Host).TendAsync(TestContext.Current.CancellationToken);

        Assert.False(Directory.Exists(left));
    }

    [Fact]
    public async Task Dropped_notes_of_a_live_server_are_not_sent_again()
    {
        var relay = Relay("one", "nowhere");
        var spool = LogSpool.Create(_host.Host, relay.Spools, "web", "image", "");
        File.WriteAllText(spool.Notes, "the spool is full\n");

        Assert.Equal((spool, 18L), Assert.Single(await new LogRelays(_host.Host).DropAsync([spool], TestContext.Current.CancellationToken)));
        Assert.Equal(18, RelayState.Read(relay)[spool.Notes]);

        // A relay that died is started anew, and goes back in all files.
        File.Delete(relay.Failure);
        File.WriteAllText(relay.OwnLog, "");
        File.AppendAllText(spool.Notes, "again\n");
        RelayState.Skip(relay, spool.Notes, 24);
        await new LogRelays(_host.Host).TendAsync(TestContext.Current.CancellationToken);
        Assert.Equal(18, RelayState.Read(relay)[spool.Notes]);
    }

    private RelayFiles Relay(string id, string target)
    {
        var files = new RelayFiles(Path.Combine(_host.Host.Relays, id));
        Directory.CreateDirectory(files.Spools);
        Directory.CreateDirectory(files.State);
        File.WriteAllText(files.Target, target);
        // Not one that a start has just opened.
        File.SetLastWriteTimeUtc(files.Target, DateTime.UtcNow.AddHours(-1));
        return files;
    }

    private LogSpool Spool(RelayFiles relay, string server, string text)
    {
        var spool = LogSpool.Create(_host.Host, relay.Spools, server, "image", "");
        File.WriteAllText(spool.Console.Path, text);
        spool.Close();
        return spool;
    }
}
