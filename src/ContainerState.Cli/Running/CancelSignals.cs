using System.Runtime.InteropServices;

namespace ContainerState.Cli.Running;

/// <summary>Turns Ctrl+C and SIGTERM into a cancelled token; a second one, some time later, ends the process at once.</summary>
/// <remarks>It listens until the process is gone: the second of two signals may arrive after the command has ended.</remarks>
internal sealed class CancelSignals
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private long first;

    /// <summary>Begins to listen.</summary>
    public CancelSignals() => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal),
    ];

    /// <summary>Is cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Keeps listening until here.</summary>
    public void KeepListening() => GC.KeepAlive(registrations);

    private void OnSignal(PosixSignalContext context)
    {
        // One request may arrive as two signals: timeout(1), for example, signals both the process and its group.
        const long Together = 1000;
        var now = Environment.TickCount64;
        var before = Interlocked.CompareExchange(ref first, now, 0);

        // Without this the runtime would end the process before anything is cleaned up.
        context.Cancel = before == 0 || now - before < Together;
        if (before == 0)
        {
            source.Cancel();
        }
    }
}
