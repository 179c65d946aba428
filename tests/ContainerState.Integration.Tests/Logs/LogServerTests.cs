using ContainerState.Integration.Tests.Servers;
using ContainerState.Logs;
using ContainerState.Servers;
using ContainerState.StateRepos;
using Xunit;

namespace ContainerState.Integration.Tests.Logs;

/// <summary>Logs to log servers that are real. What a test's relay leaves is taken away behind it.</summary>
public sealed class LogServerTests : ServerTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("containerstate-logs-").FullName;
    private readonly List<RelayFiles> _relays = [];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await LogReceivers.InstallAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var files in _relays.Where(files => Directory.Exists(files.Folder)))
        {
            await RelayProcess.StopAsync(files, CancellationToken.None);
            Directory.Delete(files.Folder, recursive: true);
        }
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Each_line_arrives_with_what_it_is_of()
    {
        using var receiver = await ReceiveAsync(LogTransport.Tcp);
        var server = await StartAsync(TestImage.Shell("echo one; echo two >&2"), Options(receiver, LogTransport.Tcp));
        await ConsoleAsync(server, "two");

        var lines = await ArrivedAsync(receiver, 2);

        Assert.Equal(["one", "two"], lines.Select(line => line.Text));
        Assert.Equal([0, 5], lines.Select(line => line.Sequence));
        Assert.All(lines, line => Assert.Equal((server.Name, "console", server.Image, "-"), (line.Server, line.Source, line.Image, line.Commit)));
    }

    [Theory]
    [InlineData(LogTransport.Tcp)]
    [InlineData(LogTransport.Tls)]
    [InlineData(LogTransport.Relp)]
    [InlineData(LogTransport.RelpTls)]
    public async Task Nothing_is_lost_by_killing_servers_and_relay_while_the_log_server_is_away(LogTransport transport)
    {
        using var receiver = await ReceiveAsync(transport);
        var result = await LogStorm.RunAsync(
            receiver, Options(receiver, transport), Count("SERVERS", 5), Count("LINES", 2000), TimeSpan.FromSeconds(Count("AWAY", 4)), _relays[^1]);

        TestContext.Current.SendDiagnosticMessage($"{transport}: {result}");
        Assert.True(result.Written > 0);
        Assert.Equal(0, result.Lost);
        Assert.Equal(0, result.Forged);
    }

    // The numbers of the table in docs/logs.md are made by setting these.
    private static int Count(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("CONTAINERSTATE_LOG_" + name), out var set) ? set : usual;

    private async Task<RsyslogReceiver> ReceiveAsync(LogTransport transport)
    {
        var authority = transport is LogTransport.Tls or LogTransport.RelpTls ? new TestAuthority(Path.Combine(_folder, "ca")) : null;
        var receiver = new RsyslogReceiver(_folder, transport, authority);
        await receiver.StartAsync();
        return receiver;
    }

    private StartOptions Options(RsyslogReceiver receiver, LogTransport transport)
    {
        var target = new LogTarget(transport, "localhost", receiver.Port);
        var authorities = target.IsTls ? Path.Combine(_folder, "ca/ca.pem") : null;
        _relays.Add(LogRelays.FilesOf(target, authorities));
        return new() { LogServer = target.ToString(), LogAuthorities = authorities };
    }

    private static async Task<IReadOnlyList<ReceivedLine>> ArrivedAsync(RsyslogReceiver receiver, int count)
    {
        for (var tries = 0; tries < 300 && receiver.Lines().Count < count; tries++)
        {
            await Task.Delay(20);
        }
        return receiver.Lines();
    }
}
