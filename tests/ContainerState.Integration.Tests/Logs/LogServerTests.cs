using ContainerState.Definitions;
using ContainerState.Integration.Tests.Servers;
using ContainerState.Logs;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Logs;

/// <summary>What servers write arrives at a log server, and nothing of it is lost.</summary>
public sealed class LogServerTests : LogTests
{
    [Theory]
    [InlineData(LogTransport.Udp, false)]
    [InlineData(LogTransport.Tcp, false)]
    [InlineData(LogTransport.Tls, true)]
    public async Task Each_line_arrives_with_what_it_is_of(LogTransport transport, bool isSyslogNg)
    {
        await PrepareAsync(isSyslogNg);
        var receiver = await ReceiveAsync(transport, isSyslogNg);
        var image = TestImage.Shell("echo one; echo two >&2; echo '[fake@1 server=\"x\"] three'") with { Commit = "c0ffee" };
        var server = await StartAsync(image, Options(receiver.Port, transport));

        var lines = await receiver.LinesAsync(3);

        Assert.Equal(["one", "two", "[fake@1 server=\"x\"] three"], lines.Select(line => line.Text));
        Assert.Equal([0, 5, 10], lines.Select(line => line.Sequence));
        Assert.All(lines, line => Assert.Equal((server.Name, "console", server.Image, "c0ffee"), (line.Server, line.Source, line.Image, line.Commit)));
    }

    [Fact]
    public async Task A_message_to_dev_log_arrives_with_its_priority_and_can_be_read_here()
    {
        var receiver = await ReceiveAsync(LogTransport.Tls);
        var server = await StartAsync(
            TestImage.Shell("busybox logger -t app -p auth.err first; busybox logger -t app \"$(printf 'two\\nlines')\"; busybox logger -t app -p kern.crit kernel; busybox logger -t app -p local7.debug last; ls -l /dev/log; echo sent"),
            Options(receiver.Port, LogTransport.Tls));
        await ConsoleAsync(server, "sent");
        await ThisHost.Servers.StopAsync(server);

        var sent = (await receiver.LinesAsync(7)).Where(line => line.Source == "syslog").ToList();
        var gone = new ServerLogFinder(ThisHost.Host).Find(server.Name);
        var kept = ServerLog.Read(gone.Name, ServerLogFinder.PathOf(gone, LogSource.Syslog)).ToList();

        Assert.Equal([35, 13, 14, 10, 191], sent.Select(line => line.Priority));
        Assert.Equal(["app: first", "app: two", "lines", "app: kernel", "app: last"], sent.Select(line => line.Text.Contains("app: ", StringComparison.Ordinal) ? line.Text[line.Text.IndexOf("app: ", StringComparison.Ordinal)..] : line.Text));
        Assert.All(sent, line => Assert.Equal((server.Name, server.Image), (line.Server, line.Image)));
        Assert.Equal(sent.Select(line => line.Sequence), kept.Select(line => line.Sequence!.Value));
        Assert.All(kept, line => Assert.InRange(line.TimeUtc!.Value, server.StartedUtc.AddSeconds(-1), DateTime.UtcNow));
        Assert.StartsWith("<35>", kept[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_beyond_the_spools_limit_are_dropped_and_the_server_goes_on()
    {
        var receiver = Receiver(LogTransport.Tcp);
        var image = TestImage.Image(new ServerDefinition
        {
            Name = "full",
            Init = ["/bin/sh", "-c", "n=0; while [ $n -lt 40000 ]; do n=$((n+1)); echo $n; done | busybox logger -t a-tag-that-makes-it-long; echo sent; while :; do busybox logger later; sleep 0.2; done"],
            Log = new() { Server = "syslog+tcp://localhost", SpoolBytes = 1 << 20 },
        });
        var server = await StartAsync(image, Options(receiver.Port, LogTransport.Tcp));
        await ConsoleAsync(server, "sent");

        Assert.Equal(1 << 20, new FileInfo(server.SyslogPath).Length);
        await ThisHost.Servers.TestAsync(server);
        Assert.Contains($"what {server.Name} wrote to its syslog after byte 1048576 is dropped", await File.ReadAllTextAsync(new LogSpool(Path.GetDirectoryName(server.SyslogPath)!).Notes), StringComparison.Ordinal);

        // Once it was sent, there is room again.
        await receiver.StartAsync();
        await UntilAsync(server, _ => receiver.Lines().Any(line => line.Text.EndsWith("later", StringComparison.Ordinal)));
        Assert.Contains(receiver.Lines(), line => line.Source == "spool" && line.Text.Contains("is dropped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Messages_are_not_lost_by_kills_while_the_log_server_is_away()
    {
        var receiver = await ReceiveAsync(LogTransport.Relp);
        var result = await LogStorm.RunAsync(
            receiver, Options(receiver.Port, LogTransport.Relp), Count("SERVERS", 5), Count("LINES", 2000), TimeSpan.FromSeconds(Count("AWAY", 2)), Relay, LogSource.Syslog);

        TestContext.Current.TestOutputHelper!.WriteLine($"/dev/log: {result}");
        Assert.True(result.Written > 0);
        Assert.Equal(0, result.Lost);
        Assert.Equal("", string.Join('\n', result.Forged));
    }

    [Fact]
    public async Task The_last_line_before_a_kill_can_be_read_when_the_server_is_gone()
    {
        var receiver = await ReceiveAsync(LogTransport.Relp);
        var server = await StartAsync(TestImage.Shell("echo first; printf last"), Options(receiver.Port, LogTransport.Relp));
        await ConsoleAsync(server, "last");
        await ThisHost.Servers.StopAsync(server);

        var sent = await receiver.LinesAsync(2);
        var gone = new ServerLogFinder(ThisHost.Host).Find(server.Name);
        var kept = ServerLog.Read(gone.Name, gone.ConsolePath).ToList();

        Assert.Equal(["first", "last"], sent.Select(line => line.Text));
        Assert.Equal(sent.Select(line => (line.Sequence, line.Text)), kept.Select(line => (line.Sequence!.Value, line.Text)));
        Assert.All(kept, line => Assert.InRange(line.TimeUtc!.Value, server.StartedUtc.AddSeconds(-1), DateTime.UtcNow));
        Assert.Empty(ServerLog.Read(gone.Name, gone.ConsolePath, sinceUtc: DateTime.UtcNow.AddMinutes(1)));
        Assert.Equal(2, ServerLog.Read(gone.Name, gone.ConsolePath, sinceUtc: server.StartedUtc.AddSeconds(-2)).Count());
        Assert.Equal(ServerState.Dead, gone.State);
    }

    [Theory]
    [InlineData(LogTransport.Tcp, false)]
    [InlineData(LogTransport.Tls, false)]
    [InlineData(LogTransport.Relp, false)]
    [InlineData(LogTransport.RelpTls, false)]
    [InlineData(LogTransport.Tcp, true)]
    [InlineData(LogTransport.Tls, true)]
    public async Task Nothing_is_lost_by_kills_while_the_log_server_is_away(LogTransport transport, bool isSyslogNg)
    {
        await PrepareAsync(isSyslogNg);
        var receiver = await ReceiveAsync(transport, isSyslogNg);
        var result = await LogStorm.RunAsync(
            receiver, Options(receiver.Port, transport), Count("SERVERS", 5), Count("LINES", 2000), TimeSpan.FromSeconds(Count("AWAY", 2)), Relay);

        TestContext.Current.TestOutputHelper!.WriteLine($"{(isSyslogNg ? "syslog-ng" : "rsyslog")} {transport}: {result}");
        Assert.True(result.Written > 0);
        Assert.Equal(0, result.Lost);
        Assert.Equal("", string.Join('\n', result.Forged));
    }

    // The numbers of the table in docs/logs.md are made by setting these.
    private static int Count(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("CONTAINERSTATE_LOG_" + name), out var set) ? set : usual;

    private static Task PrepareAsync(bool isSyslogNg) => isSyslogNg ? SyslogNgReceiver.UnpackAsync() : Task.CompletedTask;
}
