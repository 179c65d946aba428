using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ContainerState.Reports;

/// <summary>Hands a text out on a port, to whoever asks for <c>/metrics</c> by HTTP.</summary>
/// <remarks>
/// As much of RFC 9112 as one page takes: one request on each connection, of a few kilobytes and a few seconds. .NET's own HttpListener
/// answers only those who name the address that it was given.
/// </remarks>
public sealed class MetricsListener : IDisposable
{
    // Of the request line and the headers; Prometheus sends a few hundred bytes.
    private const int MostBytes = 8 << 10;

    // At the same time; those beyond wait in the kernel until one is over.
    private const int MostConnections = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly TcpListener _listener;
    private readonly Func<string> _read;
    private readonly Action<string> _warn;
    private readonly SemaphoreSlim _connections = new(MostConnections);
    private readonly SemaphoreSlim _reading = new(1);

    /// <summary>Begins to listen.</summary>
    /// <param name="endpoint">Where; port 0 for any that is free.</param>
    /// <param name="read">Makes the text, anew for each who asks, and for one at a time.</param>
    /// <param name="warn">Is told why the text could not be made.</param>
    /// <exception cref="Errors.InvalidNameException">This host does not have the address.</exception>
    /// <exception cref="Errors.ContainerStateException"><see cref="Errors.ErrorId.PortInUse"/>: The port is taken.</exception>
    public MetricsListener(IPEndPoint endpoint, Func<string> read, Action<string> warn)
    {
        (_read, _warn) = (read, warn);
        _listener = MetricsEndpoint.Listen(endpoint);
        Endpoint = (IPEndPoint)_listener.LocalEndpoint;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>Answers until it is cancelled, which is no error.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                await _connections.WaitAsync(cancel);
                try
                {
                    _ = AnswerAsync(await _listener.AcceptSocketAsync(cancel), cancel);
                }
                catch (SocketException)
                {
                    // Whoever asked has gone already, or this process has too many files open.
                    _connections.Release();
                    await Task.Delay(Pause, cancel);
                }
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Being told to end is no error.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private async Task AnswerAsync(Socket socket, CancellationToken cancel)
    {
        try
        {
            using var connection = new NetworkStream(socket, ownsSocket: true);
            var request = await WithinAsync(limit => ReadAsync(connection, limit), cancel);
            var answer = await AnswerToAsync(request, cancel);
            await WithinAsync(
                async limit =>
                {
                    await connection.WriteAsync(answer, limit);
                    socket.Shutdown(SocketShutdown.Send);
                    return true;
                },
                cancel);
        }
        catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException)
        {
            // Whoever asked has gone, or was too slow.
        }
        finally
        {
            _connections.Release();
        }
    }

    private static async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        return await work(limit.Token);
    }

    // Up to the empty line; null when there is none in so many bytes. What comes behind it is nothing to us.
    private static async Task<string?> ReadAsync(NetworkStream connection, CancellationToken cancel)
    {
        var buffer = new byte[MostBytes];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await connection.ReadAsync(buffer.AsMemory(length), cancel);
            if (read == 0)
            {
                throw new EndOfStreamException();
            }
            length += read;
            if (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) >= 0)
            {
                return Encoding.Latin1.GetString(buffer, 0, length);
            }
        }
        return null;
    }

    private async Task<byte[]> AnswerToAsync(string? request, CancellationToken cancel)
    {
        if (request is null)
        {
            return Answer("431 Request Header Fields Too Large", "The request is too long.\n");
        }
        if (request.Split("\r\n")[0].Split(' ') is not [var method, var target, ['H', 'T', 'T', 'P', '/', '1', '.', _]])
        {
            return Answer("400 Bad Request", "This is no request of HTTP/1.\n");
        }
        if (method is not ("GET" or "HEAD"))
        {
            return Answer("405 Method Not Allowed", "Only GET and HEAD are answered.\n", more: "Allow: GET, HEAD\r\n");
        }
        var isHead = method == "HEAD";
        if (target.Split('?')[0] != "/metrics")
        {
            return Answer("404 Not Found", "The numbers are at /metrics.\n", isHead: isHead);
        }
        await _reading.WaitAsync(cancel);
        try
        {
            // It reads files.
            return Answer("200 OK", await Task.Run(_read, cancel), PrometheusText.MediaType, isHead);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Those who ask later are to be answered; what happened is for who runs it, and not for all who can reach the port.
            _warn(fault.Message);
            return Answer("500 Internal Server Error", "The numbers cannot be read now.\n", isHead: isHead);
        }
        finally
        {
            _reading.Release();
        }
    }

    private static byte[] Answer(string status, string text, string type = "text/plain; charset=utf-8", bool isHead = false, string more = "")
    {
        var body = Encoding.UTF8.GetBytes(text);
        var head = Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n{more}Connection: close\r\n\r\n"));
        return isHead ? head : [.. head, .. body];
    }
}
