using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using ContainerState.Hosts;
using ContainerState.Platform;
using Xunit;

[assembly: AssemblyFixture(typeof(ContainerState.Integration.Tests.Reports.Browser))]

namespace ContainerState.Integration.Tests.Reports;

/// <summary>Chromium without a window, which is driven by its own protocol and started once it is asked for.</summary>
/// <remarks>https://chromedevtools.github.io/devtools-protocol/</remarks>
public sealed class Browser : IAsyncDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"containerstate-browser-{Guid.NewGuid():n}");
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _once = new(1);
    private Task _running = Task.CompletedTask;
    private Uri? _address;

    /// <summary>Opens an empty page.</summary>
    public async Task<BrowserPage> OpenAsync()
    {
        var address = await StartAsync();
        using var client = new HttpClient();
        using var made = await client.PutAsync(new Uri(address, "/json/new?about:blank"), null);
        var target = await made.Content.ReadFromJsonAsync<JsonNode>();
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(target!["webSocketDebuggerUrl"]!.GetValue<string>()), CancellationToken.None);
        return await BrowserPage.PrepareAsync(socket);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        _stop.Dispose();
        _once.Dispose();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task<Uri> StartAsync()
    {
        await _once.WaitAsync();
        try
        {
            return _address ??= await StartNowAsync();
        }
        finally
        {
            _once.Release();
        }
    }

    private async Task<Uri> StartNowAsync()
    {
        if (ProgramRunner.Find("chromium") is null)
        {
            Assert.SkipUnless(Environment.IsPrivilegedProcess, "There is no chromium, and only root installs it.");
            await AptInstaller.InstallAsync(["chromium", "fonts-dejavu-core"], _ => { }, CancellationToken.None);
        }
        Directory.CreateDirectory(_folder);
        _running = ProgramRunner.TryRunAsync(
            new ProgramCommand("chromium").With(
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--remote-debugging-port=0",
                $"--user-data-dir={_folder}", "about:blank"),
            cancel: _stop.Token);
        // It writes its port down in two lines, once it listens.
        var file = Path.Combine(_folder, "DevToolsActivePort");
        var lines = await Eventually.LookAsync(() => File.Exists(file) ? File.ReadAllText(file).Split('\n') : [], lines => lines.Length > 1 || _running.IsCompleted, pause: 50);
        Assert.True(lines.Length > 1, $"Chromium did not start: {(_running is Task<ProgramResult> { IsCompletedSuccessfully: true } ended ? ended.Result.Error : "it said nothing")}");
        return new Uri($"http://127.0.0.1:{lines[0]}");
    }
}
