using System.Globalization;
using System.Text.RegularExpressions;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Integration.Tests.Servers;
using ContainerState.Logs;
using ContainerState.Platform;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Logs;

/// <summary>What a log server will never take is told, and can be dropped, of some servers and not of others.</summary>
public sealed class LogDropTests : LoneLogTests
{
    private const string Counts = "n=0; while :; do n=$((n+1)); echo line $n; sleep 0.1; done";

    [Theory]
    [InlineData(LogTransport.Tcp)]
    [InlineData(LogTransport.Relp)]
    public async Task What_is_dropped_never_arrives_and_all_else_does(LogTransport transport)
    {
        using var receiver = Receiver(transport);
        var options = Options(receiver.Port, transport);
        var gone = await StartAsync(TestImage.Shell("echo of one that is gone"), options with { Name = "t-gone" });
        await UntilAsync(gone, now => now.LogFault is not null && now.LogWaitingBytes > 0);
        await ThisHost.Servers.StopAsync(gone);
        var other = await StartAsync(TestImage.Shell("echo one; echo two; echo three"), options);
        var server = await StartAsync(TestImage.Shell(Counts), options);
        await UntilAsync(server, now => now.LogWaitingBytes > 200);
        await UntilAsync(other, now => now.LogWaitingBytes > 0);
        var logs = new UndeliveredLogs(ThisHost.Host);

        Assert.Equal(new DroppedLog(gone.Name, options.LogServer!, 21), Assert.Single(await logs.DropAsync(Assert.Single(logs.Find(gone.Name)))));
        var dropped = Assert.Single(await logs.DropAsync(server));

        Assert.Throws<ServerNotFoundException>(() => logs.Find(gone.Name));
        var kept = (await Eventually.LookAsync(() => ServerLog.Read(server.Name, server.ConsolePath).FirstOrDefault(), line => line is not null))!;
        Assert.Equal(dropped.DroppedBytes, kept.Sequence);
        await UntilAsync(server, now => now.LogWaitingBytes > 100 && now.LogFault is not null);
        await receiver.StartAsync();
        await UntilAsync(server, now => now.LogFault is null && receiver.Lines().Count(line => line.Server == server.Name) > 20);
        await UntilAsync(other, now => now.LogWaitingBytes == 0);

        var lines = receiver.Lines();
        Assert.Equal(["one", "two", "three"], lines.Where(line => line.Server == other.Name).DistinctBy(line => line.Sequence).Select(line => line.Text));
        Assert.DoesNotContain(lines, line => line.Server == gone.Name);
        var later = lines.Where(line => line.Server == server.Name).DistinctBy(line => line.Sequence).OrderBy(line => line.Sequence).ToList();
        // The gap, and none after it.
        Assert.Equal((dropped.DroppedBytes, kept.Text), (later[0].Sequence, later[0].Text));
        Assert.All(later.Zip(later.Skip(1)), pair => Assert.Equal(pair.First.Sequence + pair.First.Bytes + 1, pair.Second.Sequence));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_dropped_is_not_sent_when_the_relay_is_killed_later(bool isWriting)
    {
        using var receiver = Receiver(LogTransport.Tcp);
        var server = await StartAsync(TestImage.Shell(Counts), Options(receiver.Port, LogTransport.Tcp));
        await UntilAsync(server, now => now.LogFault is not null && now.LogWaitingBytes > 200);
        var dropped = Assert.Single(await new UndeliveredLogs(ThisHost.Host).DropAsync(server));
        await receiver.StartAsync();
        await UntilAsync(server, now => receiver.Lines().Count > 5);

        var keeper = RelayProcess.FindKeeper(Relay)!.Id.ToString(CultureInfo.InvariantCulture);
        await ProgramRunner.RunAsync(new ProgramCommand("kill").With("-STOP", keeper));
        RelayProcess.Find(Relay)!.Kill();
        if (isWriting)
        {
            // What a kill leaves while rsyslog writes down how far it is.
            Array.ForEach(Directory.GetFiles(Relay.State), path => File.WriteAllText(path, ""));
        }
        await ProgramRunner.RunAsync(new ProgramCommand("kill").With("-CONT", keeper));

        var before = receiver.Lines().Count;
        await UntilAsync(server, now => receiver.Lines().Count > before + 10 && now.LogFault is null);
        Assert.Equal(dropped.DroppedBytes, receiver.Lines().Min(line => line.Sequence));
    }

    [Fact]
    public async Task The_host_and_the_server_say_since_when_a_log_waits()
    {
        using var receiver = Receiver(LogTransport.Tcp);
        var options = Options(receiver.Port, LogTransport.Tcp);
        var server = await StartAsync(TestImage.Shell("echo one"), options);
        var away = await UntilAsync(server, now => now.LogFault is not null && now.LogWaitingBytes > 0);

        Assert.Matches(@"Connection refused, since \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$", away.LogFault);
        using var program = new CommandLineProgram();
        var check = Assert.Single(await ChecksAsync(program), check => check.Found.Contains(options.LogServer!, StringComparison.Ordinal));
        Assert.False(check.Passed);
        Assert.StartsWith($"{away.LogWaitingBytes} bytes of {server.Name} wait for {options.LogServer}: ", check.Found, StringComparison.Ordinal);

        // The relay says nothing any more of what was before it was started again.
        await RelayProcess.StopAsync(Relay, CancellationToken.None);
        var again = await UntilAsync(server, now => now.LogFault is not null && RelayProcess.FindKeeper(Relay) is not null);
        Assert.Equal(Since(away), Since(again));

        var said = await RunAsync(program, "server", "log", server.Name, "--drop");
        Assert.True(said.ExitCode == 0, said.Error);
        Assert.Equal($"Dropped 5 bytes of the log of {server.Name} that waited for {options.LogServer}.\n", said.Output);
        Assert.Equal($"Nothing of the log of {server.Name} waits for a log server.\n", (await RunAsync(program, "server", "log", server.Name, "--drop")).Output);
        Assert.DoesNotContain(await ChecksAsync(program), check => check.Found.Contains(options.LogServer!, StringComparison.Ordinal));
    }

    // On the host of the tests, and not on one of its own.
    private static Task<CommandLineResult> RunAsync(CommandLineProgram program, params string[] arguments) =>
        program.RunUnderAsync(["env", $"CONTAINERSTATE_HOME={ThisHost.Host.Home}"], arguments);

    private static string Since(EphemeralServer server) => Regex.Match(server.LogFault!, "since .*").Value;

    private static async Task<IReadOnlyList<(bool Passed, string Found)>> ChecksAsync(CommandLineProgram program)
    {
        var result = await RunAsync(program, "host", "check", "--json");
        var logs = result.Objects.Where(check => check.GetProperty("area").GetString() == "Log");
        return [.. logs.Select(check => (check.GetProperty("passed").GetBoolean(), check.GetProperty("found").GetString()!))];
    }
}
