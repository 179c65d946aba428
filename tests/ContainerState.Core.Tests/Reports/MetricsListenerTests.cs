using System.Net;
using System.Net.Sockets;
using System.Text;
using ContainerState.Errors;
using ContainerState.Reports;

namespace ContainerState.Core.Tests.Reports;

public sealed class MetricsListenerTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _warnings = [];
    private readonly MetricsListener _listener;
    private Func<string> _read = () => "a 1\n";
    private Task _run = Task.CompletedTask;

    public MetricsListenerTests() => _listener = new(new(IPAddress.Loopback, 0), () => _read(), _warnings.Add);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _run = _listener.RunAsync(_stop.Token);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _listener.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Whoever_asks_for_metrics_gets_them_as_they_are_now()
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync($"http://{_listener.Endpoint}/metrics?x=1", Cancel);

        Assert.Equal("a 1\n", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        _read = () => "a 2\n";
        Assert.Equal("a 2\n", await client.GetStringAsync($"http://{_listener.Endpoint}/metrics", Cancel));
    }

    [Theory]
    [InlineData("GET /metrics HTTP/1.0\r\n\r\n", "HTTP/1.1 200 OK")]
    [InlineData("HEAD /metrics HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 200 OK")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 404 Not Found")]
    [InlineData("GET /metrics/../etc HTTP/1.1\r\n\r\n", "HTTP/1.1 404 Not Found")]
    [InlineData("POST /metrics HTTP/1.1\r\n\r\n", "HTTP/1.1 405 Method Not Allowed")]
    [InlineData("GET /metrics\r\n\r\n", "HTTP/1.1 400 Bad Request")]
    [InlineData("\r\n\r\n", "HTTP/1.1 400 Bad Request")]
    public async Task Each_request_has_its_answer(string request, string status)
    {
        var answer = await AskAsync(Encoding.ASCII.GetBytes(request));

        Assert.StartsWith(status + "\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(request.StartsWith("HEAD", StringComparison.Ordinal), answer.EndsWith("\r\n\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_without_an_end_is_refused()
    {
        var answer = await AskAsync(Encoding.ASCII.GetBytes("GET /metrics HTTP/1.1\r\nX: ".PadRight(8 << 10, 'x')));

        Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Those_who_say_nothing_keep_nobody_waiting()
    {
        var silent = new List<TcpClient>();
        for (var i = 0; i < 7; i++)
        {
            silent.Add(await ConnectAsync());
        }
        var asked = AskAsync("GET /metrics HTTP/1.1\r\n\r\n"u8.ToArray());

        Assert.EndsWith("a 1\n", await asked, StringComparison.Ordinal);
        silent.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_to_who_runs_it()
    {
        _read = () => throw new IOException("/run is broken");

        var answer = await AskAsync("GET /metrics HTTP/1.1\r\n\r\n"u8.ToArray());

        Assert.StartsWith("HTTP/1.1 500 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("/run", answer, StringComparison.Ordinal);
        Assert.Equal(["/run is broken"], _warnings);
    }

    [Fact]
    public void A_port_that_is_taken_and_an_address_of_others_are_refused()
    {
        Assert.Equal(ErrorId.PortInUse, Assert.Throws<ContainerStateException>(() => new MetricsListener(_listener.Endpoint, () => "", _ => { })).ErrorId);
        Assert.Throws<InvalidNameException>(() => new MetricsListener(new(IPAddress.Parse("192.0.2.1"), 9101), () => "", _ => { }));
    }

    [Theory]
    [InlineData("9101", "127.0.0.1:9101")]
    [InlineData("0.0.0.0:80", "0.0.0.0:80")]
    [InlineData("[::1]:9101", "[::1]:9101")]
    [InlineData("[::]:9101", "[::]:9101")]
    public void An_address_and_a_port_are_read(string text, string endpoint) => Assert.Equal(endpoint, MetricsEndpoint.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("-1")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:0")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("1:80")]
    [InlineData("::1")]
    [InlineData("[::1]")]
    [InlineData("localhost:80")]
    [InlineData(":9101")]
    public void What_is_no_address_is_refused(string text) => Assert.Throws<InvalidNameException>(() => MetricsEndpoint.Parse(text));

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(_listener.Endpoint, Cancel);
        return client;
    }

    private async Task<string> AskAsync(byte[] request)
    {
        using var client = await ConnectAsync();
        await client.GetStream().WriteAsync(request, Cancel);
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        return await reader.ReadToEndAsync(Cancel);
    }
}
