using System.Diagnostics;
using ContainerState.Containers;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Integration.Tests.Servers;
using ContainerState.Logs;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Logs;

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
    public async Task Without_a_log_server_there_is_no_dev_log()
    {
        var server = await StartAsync(TestImage.Shell("ls -l /dev/log; echo done"));

        Assert.Contains("No such file", await ConsoleAsync(server, "done"), StringComparison.Ordinal);
        Assert.Contains("which was started without a log server", Assert.Throws<InvalidNameException>(() => ServerLogFinder.PathOf(server, LogSource.Syslog)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_whose_receiver_was_killed_says_so()
    {
        var receiver = await ReceiveAsync(LogTransport.Tcp);
        var server = await StartAsync(TestImage.Shell("echo up"), Options(receiver.Port, LogTransport.Tcp));
        Assert.Null((await UntilAsync(server, now => now.LogWaitingBytes == 0)).LogFault);

        new LogSpool(Path.GetDirectoryName(server.SyslogPath)!).Syslog.Writer!.Process.Kill();

        Assert.StartsWith("socklog, which took what the server sends to /dev/log, was killed", (await UntilAsync(server, now => now.LogFault is not null)).LogFault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_server_ends_its_own_receiver_and_no_namesake()
    {
        var receiver = Receiver(LogTransport.Tcp);
        var server = await StartAsync(TestImage.Shell("echo up"), Options(receiver.Port, LogTransport.Tcp));
        var own = new LogSpool(Path.GetDirectoryName(server.SyslogPath)!).Syslog.Writer!.Process;
        string[] nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", "--"];
        using var told = Process.Start("setpriv", [.. nobody, "sh", "-c", "sleep 1000; :", "socklog", "-R", "unix", new SyslogReceiver(ThisHost.Host).Socket(server.Name)]);
        File.Delete(Path.Combine(ThisHost.Host.Servers, server.Name, "server.json"));
        File.Delete(Path.Combine(Path.GetDirectoryName(new SyslogReceiver(ThisHost.Host).Socket(server.Name))!, "pid"));

        await ThisHost.Servers.StopAsync(ThisHost.Servers.Get(server.Name), force: true);

        Assert.False(own.IsAlive());
        Assert.False(told.HasExited);
        told.Kill(entireProcessTree: true);
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

    [Fact]
    public async Task A_clock_set_back_loses_nothing_and_keeps_the_order_of_servers()
    {
        var receiver = await ReceiveAsync(LogTransport.Tcp);
        var options = Options(receiver.Port, LogTransport.Tcp) with { Name = "t-clock" };
        var before = await StartAsync(TestImage.Shell("echo before"), options);
        await receiver.LinesAsync(1);
        await ThisHost.Servers.StopAsync(before);

        await ClockDriver.StartAsync(TimeSpan.FromDays(1), options.Name, options.LogServer!);

        var after = ThisHost.Servers.Get(options.Name);
        var lines = await receiver.LinesAsync(2);
        Assert.Equal(["before", "after"], lines.Select(line => line.Text));
        Assert.True(string.CompareOrdinal(lines[0].Start, lines[1].Start) < 0, $"{lines[0].Start} {lines[1].Start}");
        Assert.True(after.StartedUtc < before.StartedUtc, "the clock was not set back");
        Assert.Null((await UntilAsync(after, now => now.LogWaitingBytes == 0)).LogFault);
        await ThisHost.Servers.StopAsync(after);
        var gone = new ServerLogFinder(ThisHost.Host).Find(options.Name);
        Assert.Equal(["after"], ServerLog.Read(gone.Name, gone.ConsolePath).Select(line => line.Text));
    }

    [Fact]
    public async Task A_relay_that_is_killed_is_started_again_though_no_command_runs()
    {
        var receiver = await ReceiveAsync(LogTransport.Tcp);
        var server = await StartAsync(TestImage.Shell("n=0; while :; do n=$((n+1)); echo line $n; sleep 0.1; done"), Options(receiver.Port, LogTransport.Tcp));
        await receiver.LinesAsync(3);
        var first = RelayProcess.Find(Relay)!;
        first.Kill();

        var before = receiver.Lines().Count;
        await receiver.LinesAsync(before + 5);

        Assert.NotEqual(first, RelayProcess.Find(Relay));
        Assert.True(receiver.Lines().Count > before);
        Assert.Null(ThisHost.Servers.Get(server.Name).LogFault);
    }

    [Fact]
    public async Task A_relay_killed_with_its_keeper_is_started_by_the_next_command()
    {
        var receiver = await ReceiveAsync(LogTransport.Tcp);
        var server = await StartAsync(TestImage.Shell("n=0; while :; do n=$((n+1)); echo line $n; sleep 0.1; done"), Options(receiver.Port, LogTransport.Tcp));
        await receiver.LinesAsync(3);
        ProcessIdentity?[] killed = [RelayProcess.FindKeeper(Relay), RelayProcess.Find(Relay)];
        Array.ForEach(killed, process => process!.Kill());
        await Eventually.HoldsAsync(() => killed.All(process => !process!.IsAlive()));
        var before = receiver.Lines().Distinct().Count();

        // Looking starts nothing.
        Assert.Equal(server.Name, ThisHost.Servers.Get(server.Name).Name);
        Assert.Null(RelayProcess.FindKeeper(Relay));

        await ThisHost.Servers.TestAsync(server);
        Assert.True((await receiver.LinesAsync(before + 5)).Count > before);
        Assert.DoesNotContain(RelayProcess.FindKeeper(Relay), killed);
    }

    [Fact]
    public async Task A_relay_that_cannot_be_started_keeps_no_command_from_its_work()
    {
        var receiver = await ReceiveAsync(LogTransport.Tcp);
        var server = await StartAsync(TestImage.Shell("n=0; while :; do n=$((n+1)); echo line $n; sleep 0.1; done"), Options(receiver.Port, LogTransport.Tcp));
        await receiver.LinesAsync(3);
        var target = await File.ReadAllTextAsync(Relay.Target);
        await RelayProcess.StopAsync(Relay, CancellationToken.None);
        await File.WriteAllTextAsync(Relay.Target, "nonsense");

        var now = await UntilAsync(server, now => now.LogFault is not null);
        Assert.StartsWith("the log relay does not run: ", now.LogFault, StringComparison.Ordinal);
        Assert.True((await ThisHost.Servers.TestAsync(server)).Passed);

        await File.WriteAllTextAsync(Relay.Target, target);
        File.SetLastWriteTimeUtc(Relay.Failure, DateTime.UtcNow.AddMinutes(-2));
        await UntilAsync(server, now => now.LogFault is null);
        var before = receiver.Lines().Count;
        await receiver.LinesAsync(before + 3);
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
