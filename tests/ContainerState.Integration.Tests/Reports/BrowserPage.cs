using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace ContainerState.Integration.Tests.Reports;

/// <summary>A page of the browser, and what it complained of and asked for.</summary>
public sealed class BrowserPage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _waiting = new();
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Task _reading;
    private TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _last;

    private BrowserPage(ClientWebSocket socket)
    {
        _socket = socket;
        _reading = ReadAsync();
    }

    /// <summary>What was written to the console, errors and refusals of the policy among it.</summary>
    public IReadOnlyList<string> Complaints => [.. _complaints];

    /// <summary>The addresses that were asked for.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>A page whose every word is heard.</summary>
    public static async Task<BrowserPage> PrepareAsync(ClientWebSocket socket)
    {
        var page = new BrowserPage(socket);
        foreach (var domain in (string[])["Page", "Runtime", "Log", "Network"])
        {
            await page.CallAsync(domain + ".enable");
        }
        return page;
    }

    /// <summary>Opens a file on a screen of a width.</summary>
    public async Task ShowAsync(string file, int width = 1280, string scheme = "light")
    {
        await CallAsync("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = 800, ["deviceScaleFactor"] = 1, ["mobile"] = width < 600 });
        await CallAsync("Emulation.setEmulatedMedia", new() { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }) });
        _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await CallAsync("Page.navigate", new() { ["url"] = new Uri(file).AbsoluteUri });
        await _loaded.Task.WaitAsync(Patience);
    }

    /// <summary>What an expression comes to in the page.</summary>
    public async Task<T> AskAsync<T>(string expression)
    {
        var answer = await CallAsync("Runtime.evaluate", new() { ["expression"] = expression, ["returnByValue"] = true });
        Assert.True(answer["exceptionDetails"] is null, answer.ToJsonString());
        return answer["result"]!["value"]!.GetValue<T>();
    }

    /// <summary>The page as it is printed.</summary>
    public async Task<byte[]> PrintAsync() => Convert.FromBase64String((await CallAsync("Page.printToPDF", new() { ["printBackground"] = true }))["data"]!.GetValue<string>());

    /// <summary>A picture of what is seen.</summary>
    public async Task<byte[]> PhotographAsync() => Convert.FromBase64String((await CallAsync("Page.captureScreenshot", new() { ["captureBeyondViewport"] = true }))["data"]!.GetValue<string>());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CallAsync("Page.close").ContinueWith(_ => { }, TaskScheduler.Default);
        _socket.Abort();
        await _reading.ContinueWith(_ => { }, TaskScheduler.Default);
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task<JsonNode> CallAsync(string method, JsonObject? parameters = null)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = _waiting[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var text = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] }.ToJsonString();
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
        return await answer.Task.WaitAsync(Patience);
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[1 << 16];
        using var message = new MemoryStream();
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                Take(JsonNode.Parse(message.ToArray())!);
                message.SetLength(0);
            }
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"] is { } id)
        {
            if (_waiting.TryRemove(id.GetValue<int>(), out var answer))
            {
                answer.SetResult(message["result"] ?? message);
            }
            return;
        }
        switch (message["method"]?.GetValue<string>())
        {
            case "Page.loadEventFired":
                _loaded.TrySetResult();
                break;
            case "Network.requestWillBeSent":
                _requests.Enqueue(message["params"]!["request"]!["url"]!.GetValue<string>());
                break;
            case "Log.entryAdded" or "Runtime.consoleAPICalled" or "Runtime.exceptionThrown" or "Page.javascriptDialogOpening":
                _complaints.Enqueue(message["params"]!.ToJsonString());
                break;
        }
    }
}
