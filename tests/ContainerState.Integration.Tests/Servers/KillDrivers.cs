using System.Diagnostics;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>
/// Runs this program once more to be killed, again and again. It takes a moment to come up: the next one does so while the test
/// judges what the last one left, and waits for the word.
/// </summary>
/// <param name="action">What <see cref="KillDriver"/> is to do.</param>
internal sealed class KillDrivers(string action) : IDisposable
{
    // 128 and the number of the signal.
    private const int BySigkill = 137;

    private readonly string _ready = Path.GetTempFileName();
    private Process? _next;
    private Task<string> _said = Task.FromResult("");

    /// <summary>Has one begin and kills it so long after that; gives whether it was still at work.</summary>
    public async Task<bool> KillAsync(TimeSpan after)
    {
        using var process = _next ?? Start();
        var said = _said;
        await File.WriteAllTextAsync(_ready, "");
        await process.StandardInput.WriteLineAsync("begin");
        await process.StandardInput.FlushAsync();
        var begun = await Eventually.LookAsync(() => new FileInfo(_ready).Length > 0, there => there || process.HasExited, pause: 1);
        Xunit.Assert.True(begun, said.IsCompleted ? await said : "the driver never began");
        await Task.Delay(after);
        // Not its children: they go on, as they would in life.
        process.Kill(entireProcessTree: false);
        await process.WaitForExitAsync();
        _next = Start();
        return process.ExitCode switch
        {
            BySigkill => true,
            0 => false,
            var other => throw new InvalidOperationException($"the driver ended with {other}: {await said}"),
        };
    }

    public void Dispose()
    {
        _next?.Kill(entireProcessTree: false);
        _next?.WaitForExit();
        _next?.Dispose();
        File.Delete(_ready);
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(Path.ChangeExtension(typeof(KillDriver).Assembly.Location, null))
        {
            Environment = { [KillDriver.Action] = action, [KillDriver.Ready] = _ready },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var process = Process.Start(start)!;
        _said = process.StandardOutput.ReadToEndAsync();
        return process;
    }
}
