using ContainerState.Containers;
using ContainerState.Integration.Tests.Servers;
using ContainerState.Logs;
using ContainerState.Servers;
using ContainerState.StateRepos;
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
    public async Task The_last_line_before_a_kill_is_kept_and_can_be_read_when_the_server_is_gone()
    {
        var receiver = await ReceiveAsync(LogTransport.Relp);
        var server = await StartAsync(TestImage.Shell("echo first; printf last"), Options(receiver.Port, LogTransport.Relp));
        await ConsoleAsync(server, "last");
        await EphemeralServers.StopAsync(server);

        var sent = await receiver.LinesAsync(2);
        var gone = ServerLogs.Find(server.Name);
        var kept = ServerLog.Read(gone.Name, gone.ConsolePath).ToList();

        Assert.Equal(["first", "last"], sent.Select(line => line.Text));
        Assert.Equal(sent.Select(line => (line.Sequence, line.Text)), kept.Select(line => (line.Sequence!.Value, line.Text)));
        Assert.All(kept, line => Assert.InRange(line.TimeUtc!.Value, server.StartedUtc.AddSeconds(-1), DateTime.UtcNow));
        Assert.Empty(ServerLog.Read(gone.Name, gone.ConsolePath, sinceUtc: DateTime.UtcNow.AddMinutes(1)));
        Assert.Equal(2, ServerLog.Read(gone.Name, gone.ConsolePath, sinceUtc: server.StartedUtc.AddSeconds(-2)).Count());
        Assert.Equal(ServerState.Dead, gone.State);
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
        Assert.Null(EphemeralServers.Get(server.Name).LogFault);
    }

    [Fact]
    public async Task A_relay_whose_keeper_is_killed_too_is_started_again_by_the_next_command()
    {
        var receiver = await ReceiveAsync(LogTransport.Tcp);
        var server = await StartAsync(TestImage.Shell("n=0; while :; do n=$((n+1)); echo line $n; sleep 0.1; done"), Options(receiver.Port, LogTransport.Tcp));
        await receiver.LinesAsync(3);
        ProcessIdentity?[] killed = [RelayProcess.FindKeeper(Relay), RelayProcess.Find(Relay)];
        Array.ForEach(killed, process => process!.Kill());
        Assert.True(SpinWait.SpinUntil(() => killed.All(process => !process!.IsAlive()), 30_000));
        var before = receiver.Lines().Distinct().Count();

        Assert.Equal(server.Name, EphemeralServers.Get(server.Name).Name);

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
        Assert.True((await EphemeralServers.TestAsync(server)).Passed);

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
    public async Task Nothing_is_lost_by_killing_servers_and_relay_while_the_log_server_is_away(LogTransport transport, bool isSyslogNg)
    {
        await PrepareAsync(isSyslogNg);
        var receiver = await ReceiveAsync(transport, isSyslogNg);
        var result = await LogStorm.RunAsync(
            receiver, Options(receiver.Port, transport), Count("SERVERS", 5), Count("LINES", 2000), TimeSpan.FromSeconds(Count("AWAY", 2)), Relay);

        TestContext.Current.TestOutputHelper!.WriteLine($"{(isSyslogNg ? "syslog-ng" : "rsyslog")} {transport}: {result}");
        Assert.True(result.Written > 0);
        Assert.Equal(0, result.Lost);
        Assert.Equal(0, result.Forged);
    }

    // The numbers of the table in docs/logs.md are made by setting these.
    private static int Count(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("CONTAINERSTATE_LOG_" + name), out var set) ? set : usual;

    private static Task PrepareAsync(bool isSyslogNg) => isSyslogNg ? SyslogNgReceiver.UnpackAsync() : Task.CompletedTask;
}
