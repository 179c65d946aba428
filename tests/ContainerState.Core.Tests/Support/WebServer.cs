using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ContainerState.Core.Tests.Support;

/// <summary>A server that sends what it is told to, right or wrong.</summary>
internal sealed class WebServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, byte[]> _answers = new(StringComparer.Ordinal);

    public WebServer()
    {
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    /// <summary>Its URL, without a slash at the end.</summary>
    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The first lines of the requests so far.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Answers a path with these bytes and a length that may be a lie.</summary>
    public void Answer(string path, byte[] content, long? length = null, string status = "200 OK", string more = "") =>
        _answers[path] = [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {length ?? content.Length}\r\nConnection: close\r\n{more}\r\n"), .. content];

    /// <summary>Sends a path elsewhere.</summary>
    public void Redirect(string path, string target) => Answer(path, [], status: "302 Found", more: $"Location: {target}\r\n");

    /// <summary>Says nothing to those who ask for a path.</summary>
    public void Hang(string path) => _answers[path] = [];

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = AnswerAsync(client, _stop.Token);
        }
    }

    private async Task AnswerAsync(TcpClient client, CancellationToken stop)
    {
        using (client)
        {
            using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
            var first = await reader.ReadLineAsync(stop) ?? "";
            while (await reader.ReadLineAsync(stop) is { Length: > 0 })
            {
            }
            lock (Requests)
            {
                Requests.Add(first);
            }
            var answer = _answers.GetValueOrDefault(first.Split(' ')[1].Split('?')[0]) ?? "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();
            await client.GetStream().WriteAsync(answer, stop);
            if (answer.Length == 0)
            {
                await Task.Delay(Timeout.Infinite, stop);
            }
            client.Client.Shutdown(SocketShutdown.Send);
        }
    }
}
