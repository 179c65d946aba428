using System.Net;
using System.Net.Sockets;
using System.Text;
using ContainerState.Definitions;

namespace ContainerState.Servers;

/// <summary>The checks that state.yaml can ask for.</summary>
internal static class Probes
{
    // Of an answer or an output; the rest is read and thrown away, or not read at all.
    private const int MostKept = 1 << 20;

    // The host's proxy and its redirects lead elsewhere than to the server.
    private static readonly HttpClient Client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.Zero,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>GET answers with the status, and contains the text.</summary>
    public static async Task<CheckAttempt> HttpAsync(EphemeralServer server, ServerCheck check, CancellationToken cancel)
    {
        try
        {
            if (!check.Path.StartsWith('/') || !Uri.TryCreate($"http://{server.Address}:{check.Port}{check.Path}", UriKind.Absolute, out var address))
            {
                return new(false, $"{check.Path} is no path of a URL");
            }
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var answer = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            await using var body = await answer.Content.ReadAsStreamAsync(cancel);
            var text = Encoding.UTF8.GetString(await ReadAsync(body, cancel));
            var saw = $"status {(int)answer.StatusCode}, {text.Length} characters";
            if ((int)answer.StatusCode != check.Status)
            {
                return new(false, $"{saw}, not status {check.Status}");
            }
            return Contains(check, text, saw);
        }
        catch (HttpRequestException error)
        {
            return new(false, error.InnerException is SocketException inner ? inner.Message : error.Message);
        }
        catch (IOException error)
        {
            return new(false, error.Message);
        }
    }

    /// <summary>The port takes a connection.</summary>
    public static async Task<CheckAttempt> TcpAsync(EphemeralServer server, ServerCheck check, CancellationToken cancel)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Parse(server.Address), check.Port, cancel);
            return new(true, "connected");
        }
        catch (SocketException error)
        {
            return new(false, error.Message);
        }
    }

    /// <summary>The command ends with the exit code, and its output contains the text.</summary>
    public static async Task<CheckAttempt> ExecuteAsync(ServerRegistry registry, EphemeralServer server, ServerCheck check, CancellationToken cancel)
    {
        var output = "";
        var result = await registry.RequireRuntime(server.Name, server.Runtime).ExecuteAsync(
            registry.Folder(server.Name),
            server,
            check.Command,
            async (stream, stop) =>
            {
                output = Encoding.UTF8.GetString(await ReadAsync(stream, stop));
                await stream.CopyToAsync(Stream.Null, stop);
            },
            cancel);
        var said = output.Length > 0 ? output : result.Error;
        var saw = $"exit code {result.ExitCode}" + (said.Trim().Length > 0 ? ": " + said.Trim() : "");
        return result.ExitCode == check.ExitCode ? Contains(check, output, saw) : new(false, $"{saw} (not exit code {check.ExitCode})");
    }

    private static CheckAttempt Contains(ServerCheck check, string text, string saw) =>
        text.Contains(check.Contains, StringComparison.Ordinal) ? new(true, saw) : new(false, $"{saw}, without '{check.Contains}'");

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancel)
    {
        var kept = new byte[MostKept];
        var length = await stream.ReadAtLeastAsync(kept, MostKept, throwOnEndOfStream: false, cancel);
        return kept[..length];
    }
}
