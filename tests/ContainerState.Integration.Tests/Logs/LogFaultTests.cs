using System.Text;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Integration.Tests.Servers;
using ContainerState.Logs;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Logs;

/// <summary>What goes wrong with log servers and logs is said, and nothing is lost by it.</summary>
public sealed class LogFaultTests : LogTests
{
    // 12 MB in lines that can be told apart.
    private const string Much = "n=0; x=$(busybox seq 1 1000 | busybox tr '\\n' x); while [ $n -lt 3000 ]; do n=$((n+1)); echo $n $x; done";

    [Theory]
    [InlineData(LogTransport.Tcp, "Connection refused")]
    [InlineData(LogTransport.Relp, "error opening connection")]
    public async Task A_log_server_that_refuses_is_told_and_gets_everything_later(LogTransport transport, string fault)
    {
        using var receiver = Receiver(transport);
        var server = await StartAsync(TestImage.Shell("echo one; echo two"), Options(receiver.Port, transport));

        var away = await UntilAsync(server, now => now.LogFault is not null && now.LogWaitingBytes > 0);
        Assert.Contains(fault, away.LogFault, StringComparison.Ordinal);

        await ComesBackAsync(server, receiver, 2);
    }

    [Fact]
    public async Task What_a_relay_says_of_a_log_server_that_is_away_is_bounded()
    {
        using var receiver = Receiver(LogTransport.Tcp);
        var options = Options(receiver.Port, LogTransport.Tcp);
        var server = await StartAsync(TestImage.Shell("echo one; echo two"), options);
        await UntilAsync(server, now => now.LogFault is not null && now.LogWaitingBytes > 0);
        var own = new LogRelays(ThisHost.Host).FilesOf(LogTarget.Parse(options.LogServer!), null).OwnLog;
        await File.AppendAllTextAsync(own, new string('x', 2 << 20) + "\n");

        await UntilAsync(server, now => new FileInfo(own).Length < 1 << 20 && now.LogFault is not null);

        await ComesBackAsync(server, receiver, 2);
    }

    [Theory]
    [InlineData(LogTransport.Tls)]
    [InlineData(LogTransport.RelpTls)]
    public async Task A_certificate_for_another_name_is_refused(LogTransport transport)
    {
        using var receiver = Receiver(transport, name: "elsewhere");
        await receiver.StartAsync();
        var server = await StartAsync(TestImage.Shell("echo one; echo two"), Options(receiver.Port, transport));

        var refused = await UntilAsync(server, now => now.LogFault is not null);
        Assert.Contains("auth", refused.LogFault, StringComparison.Ordinal);
        Assert.Empty(receiver.Lines());

        receiver.Stop();
        receiver.Authority!.Issue("localhost");
        await ComesBackAsync(server, receiver, 2);
    }

    [Theory]
    [InlineData(LogTransport.Tls)]
    [InlineData(LogTransport.RelpTls)]
    public async Task A_certificate_of_another_authority_is_refused(LogTransport transport)
    {
        using var receiver = Receiver(transport);
        using var other = new TestAuthority(Path.Combine(Folder, "other"), "localhost");
        await receiver.StartAsync();
        var server = await StartAsync(TestImage.Shell("echo one"), Options(receiver.Port, transport, other.File));

        var refused = await UntilAsync(server, now => now.LogFault is not null);

        Assert.Contains("ertificate", refused.LogFault, StringComparison.Ordinal);
        Assert.Empty(receiver.Lines());
    }

    [Fact]
    public async Task A_log_server_that_takes_nothing_is_told_and_lines_are_sent_again()
    {
        using var receiver = Receiver(LogTransport.Tcp);
        EphemeralServer server;
        using (new BadLogServer(receiver.Port, []))
        {
            server = await StartAsync(TestImage.Shell(Much), Options(receiver.Port, LogTransport.Tcp));
            var stalled = await UntilAsync(server, now => now.LogFault is not null);
            Assert.StartsWith("it has taken nothing since ", stalled.LogFault, StringComparison.Ordinal);
        }
        await ComesBackAsync(server, receiver, 3000);
    }

    [Theory]
    [InlineData(LogTransport.Tls)]
    [InlineData(LogTransport.Relp)]
    public async Task A_log_server_that_answers_rubbish_is_told(LogTransport transport)
    {
        using var receiver = Receiver(transport);
        EphemeralServer server;
        using (new BadLogServer(receiver.Port, Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\n\r\n\0\u0001\n\n")))
        {
            server = await StartAsync(TestImage.Shell("echo one; echo two"), Options(receiver.Port, transport));
            await UntilAsync(server, now => now.LogFault is not null && now.LogWaitingBytes > 0);
        }
        await ComesBackAsync(server, receiver, 2);
    }

    [Fact]
    public async Task Lines_of_all_kinds_arrive_whole()
    {
        var receiver = await ReceiveAsync(LogTransport.Relp);
        var server = await StartAsync(
            TestImage.Shell("printf 'a\\tb\\033[31mc\\n'; printf '\\377\\376d\\n'; busybox yes x 2>/dev/null | busybox tr -d '\\n' 2>/dev/null | busybox head -c 10000000; echo; printf rest"),
            Options(receiver.Port, LogTransport.Relp));
        await ConsoleAsync(server, "rest");
        await ThisHost.Servers.StopAsync(server);

        var lines = await receiver.LinesAsync(3 + ((10_000_000 / RelayConfiguration.PieceBytes) + 1));

        Assert.Equal("a#009b#027[31mc", lines[0].Text);
        Assert.Equal("\u00ff\u00fed", lines[1].Text);
        Assert.Equal("rest", lines[^1].Text);
        var pieces = lines.Skip(2).SkipLast(1).ToList();
        Assert.Equal(10_000_000, pieces.Sum(piece => piece.Text.Count(c => c == 'x')));
        Assert.All(pieces.Zip(pieces.Skip(1)), pair => Assert.Equal(pair.First.Sequence + pair.First.Bytes, pair.Second.Sequence));
        Assert.Equal(lines[^1].Sequence, pieces[^1].Sequence + pieces[^1].Bytes + 1);
    }

    [Fact]
    public async Task A_full_spool_says_that_it_drops_and_goes_on_when_there_is_room()
    {
        using var receiver = Receiver(LogTransport.Relp);
        var options = Options(receiver.Port, LogTransport.Relp);
        var image = TestImage.Image(new ServerDefinition
        {
            Name = "box",
            Init = ["/bin/sh", "-c", "sleep 1; " + Much + "; while :; do echo still here; sleep 0.2; done"],
            Log = new() { Server = options.LogServer!, SpoolBytes = 1 << 20 },
        });
        var server = await StartAsync(image);

        var note = Path.Combine(Path.GetDirectoryName(server.ConsolePath)!, "spool.log");
        await UntilAsync(server, _ => File.Exists(note));
        await receiver.StartAsync();
        await UntilAsync(server, _ => receiver.Lines().Any(line => line.Text == "still here" && line.Sequence > 1 << 20));
        var sent = receiver.Lines().First(line => line.Source == "spool");
        Assert.Equal(server.Name, sent.Server);
        Assert.StartsWith("the spool is full (1048576 bytes wait for the log server)", sent.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://logs", null, "log server")]
    [InlineData("relp://logs", "/etc/hostname", "file of certificate authorities")]
    [InlineData("syslog+tls://logs", "/etc/hostname", "file of certificate authorities")]
    [InlineData("syslog+tls://logs", "/nowhere", "file of certificate authorities")]
    public async Task What_cannot_be_a_log_server_is_refused_at_start(string url, string? authorities, string kind)
    {
        var error = await Assert.ThrowsAsync<InvalidNameException>(
            () => StartAsync(TestImage.Shell("echo one"), new() { Name = "t-no-log", LogServer = url, LogAuthorities = authorities }));

        Assert.Equal(kind, error.Kind);
        Assert.Empty(ThisHost.Servers.List("t-no-log*"));
    }

    private static async Task ComesBackAsync(EphemeralServer server, LogReceiver receiver, int count)
    {
        await receiver.StartAsync();
        await UntilAsync(server, now => now.LogFault is null && now.LogWaitingBytes == 0 && receiver.Lines().Distinct().Count() >= count);
        Assert.Equal(count, receiver.Lines().Select(line => line.Sequence).Distinct().Count());
    }
}
