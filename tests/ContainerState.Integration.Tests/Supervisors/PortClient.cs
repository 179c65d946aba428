using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ContainerState.Integration.Tests.Supervisors;

/// <summary>Asks one port for a page all the time, from several tasks, each time with a new connection, and forgives nothing.</summary>
internal sealed class PortClient : IAsyncDisposable
{
    private const int AtOnce = 4;
    private readonly CancellationTokenSource end = new();
    private readonly Task[] asking;
    private readonly int port;
    private int requests;
    private int failed;
    private string last = "";

    public PortClient(int port)
    {
        this.port = port;
        asking = [.. Enumerable.Range(0, AtOnce).Select(_ => Task.Run(AskAsync))];
    }

    public int Requests => Volatile.Read(ref requests);

    public int Failed => Volatile.Read(ref failed);

    public override string ToString() => $"{requests} requests, {failed} failed: {last}";

    /// <summary>One request that is sent in two parts.</summary>
    /// <param name="port">The port of this host.</param>
    /// <param name="between">What is waited for in between.</param>
    public static async Task<string> AskAsync(int port, Func<Task> between)
    {
        using var client = new TcpClient();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
        await client.GetStream().WriteAsync("GET /page.html HTTP/1.0\r\n"u8.ToArray(), limit.Token);
        await between();
        await client.GetStream().WriteAsync("\r\n"u8.ToArray(), limit.Token);
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        return await reader.ReadToEndAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await Task.WhenAll(asking);
        end.Dispose();
    }

    private async Task AskAsync()
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                var answer = await AskAsync(port, () => Task.CompletedTask);
                if (!answer.StartsWith("HTTP/1.0 200", StringComparison.Ordinal) && !answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
                {
                    throw new IOException($"answered '{answer}'");
                }
            }
            catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
            {
                last = error.Message;
                Interlocked.Increment(ref failed);
            }
            Interlocked.Increment(ref requests);
            await Task.Delay(5, CancellationToken.None);
        }
    }
}
