using ContainerState.Platform;

namespace ContainerState.Integration.Tests.Networks;

/// <summary>Says a word to everybody who connects to it in another network.</summary>
internal sealed class OutsideListener : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _listening;

    public OutsideListener(string network, string says, int port) =>
        _listening = ProgramRunner.TryRunAsync(
            (new ProgramCommand("ip") { DiesWithUs = true }).With("netns", "exec", network, "busybox", "nc", "-ll", "-p", $"{port}", "-e", "/bin/echo", says),
            cancel: _stop.Token);

    public void Dispose()
    {
        _stop.Cancel();
        Task.WhenAny(_listening).Wait();
        _stop.Dispose();
    }
}
