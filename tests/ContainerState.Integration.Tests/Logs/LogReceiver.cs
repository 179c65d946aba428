using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ContainerState.Containers;
using ContainerState.Definitions;

namespace ContainerState.Integration.Tests.Logs;

/// <summary>A log server that is real, and writes down what it gets, one message on a line.</summary>
internal abstract class LogReceiver(string folder, LogTransport transport, TestAuthority? authority) : IDisposable
{
    public int Port { get; init; } = FreePort.Find();

    /// <summary>What it got.</summary>
    public string Received => Path.Combine(folder, "received");

    protected string Folder => folder;

    protected LogTransport Transport => transport;

    public TestAuthority? Authority => authority;

    protected string ProcessFile => Path.Combine(folder, "receiver.pid");

    public IReadOnlyList<ReceivedLine> Lines() => ReceivedLine.ReadAll(Received);

    /// <summary>The lines, once there are so many different ones, or nothing more comes.</summary>
    public Task<IReadOnlyList<ReceivedLine>> LinesAsync(int count) =>
        Eventually.LookAsync<IReadOnlyList<ReceivedLine>>(() => [.. Lines().Distinct()], lines => lines.Count >= count, pause: 50);

    public async Task StartAsync()
    {
        File.Delete(ProcessFile);
        await RunAsync();
        if (transport != LogTransport.Udp)
        {
            await Eventually.SucceedsAsync<SocketException>(async () =>
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port);
            });
        }
    }

    public void Stop()
    {
        if (!File.Exists(ProcessFile))
        {
            return;
        }
        var process = ProcessIdentity.Of(int.Parse(File.ReadAllText(ProcessFile), CultureInfo.InvariantCulture));
        process?.Kill();
        SpinWait.SpinUntil(() => process?.IsAlive() != true, 10_000);
        File.Delete(ProcessFile);
    }

    public void Dispose()
    {
        Stop();
        authority?.Dispose();
    }

    protected abstract Task RunAsync();
}
