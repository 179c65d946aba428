using System.Diagnostics;
using ContainerState.Containers;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Integration.Tests.Servers;
using ContainerState.Logs;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Logs;

/// <summary>Relays and receivers that are killed, and what the next command does about it.</summary>
public sealed class RelayTests : LoneLogTests
{
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
}
