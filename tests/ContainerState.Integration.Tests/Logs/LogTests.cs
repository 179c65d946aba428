using ContainerState.Definitions;
using ContainerState.Images;
using ContainerState.Integration.Tests.Servers;
using ContainerState.Logs;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Logs;

/// <summary>
/// Tests with log servers that are real. What a test's relay leaves is taken away behind it. They run beside other tests, but one after
/// the other: all relays of a store are looked after by one command.
/// </summary>
[Collection(nameof(LogTests))]
public abstract class LogTests : ServerStarts, IAsyncLifetime
{
    private readonly List<string> _started = [];
    private readonly List<RelayFiles> _relays = [];
    private readonly List<IDisposable> _receivers = [];

    protected string Folder { get; } = Directory.CreateTempSubdirectory("containerstate-logs-").FullName;

    internal RelayFiles Relay => _relays[^1];

    public virtual ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Servers need root.");
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var name in _started)
        {
            await StopAllAsync(name);
        }
        foreach (var files in _relays.Where(files => Directory.Exists(files.Folder)))
        {
            await RelayProcess.StopAsync(files, CancellationToken.None);
            Directory.Delete(files.Folder, recursive: true);
        }
        _receivers.ForEach(receiver => receiver.Dispose());
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Starts a server that the test need not stop.</summary>
    internal new async Task<EphemeralServer> StartAsync(ServerImage image, StartOptions? options = null, Action<string>? warn = null)
    {
        var server = await ServerStarts.StartAsync(image, options, warn);
        _started.Add(server.Name);
        return server;
    }

    internal LogReceiver Receiver(LogTransport transport, bool isSyslogNg = false, string name = "localhost")
    {
        var authority = transport is LogTransport.Tls or LogTransport.RelpTls ? new TestAuthority(Path.Combine(Folder, "ca"), name) : null;
        LogReceiver receiver = isSyslogNg ? new SyslogNgReceiver(Folder, transport, authority) : new RsyslogReceiver(Folder, transport, authority);
        _receivers.Add(receiver);
        return receiver;
    }

    internal async Task<LogReceiver> ReceiveAsync(LogTransport transport, bool isSyslogNg = false)
    {
        var receiver = Receiver(transport, isSyslogNg);
        await receiver.StartAsync();
        return receiver;
    }

    internal StartOptions Options(int port, LogTransport transport, string? authority = null)
    {
        var target = new LogTarget(transport, "localhost", port);
        var authorities = target.IsTls ? authority ?? Path.Combine(Folder, "ca/ca.pem") : null;
        _relays.Add(new LogRelays(ThisHost.Host).FilesOf(target, authorities));
        return new() { LogServer = target.ToString(), LogAuthorities = authorities };
    }

    /// <summary>Looks at a server, as Get-Server does, until its log is as it should be; before each look, a command changes something.</summary>
    internal static async Task<EphemeralServer> UntilAsync(EphemeralServer server, Predicate<EphemeralServer> isSo)
    {
        var isAsItShouldBe = false;
        var last = await Eventually.LookAsync(
            async () =>
            {
                await RegisteredServers.Of(ThisHost.Host).ClearUpAsync(CancellationToken.None);
                return ThisHost.Servers.Get(server.Name);
            },
            now => isAsItShouldBe = isSo(now),
            seconds: 90,
            pause: 200);
        Assert.True(isAsItShouldBe, $"The log's fault is '{last.LogFault}', and {last.LogWaitingBytes} bytes wait.");
        return last;
    }
}
