using System.Collections.Concurrent;
using System.Management.Automation;
using ContainerState.Processes;

namespace ContainerState.PowerShell;

/// <summary>
/// What a task of the core is given to talk through: all it says is queued, and said by the pipeline thread.
/// </summary>
internal sealed class CoreCall : IProgress<StepProgress>, IDisposable
{
    /// <summary>Enough that a task seldom waits, few enough that a slow reader of a long log does not fill memory.</summary>
    private const int Waiting = 1000;

    private readonly BlockingCollection<Action<Cmdlet>> queue = new(Waiting);

    private volatile StepProgress? latest;

    /// <summary>Creates it.</summary>
    /// <param name="cancel">Cancelled on Ctrl+C, and when nobody reads the output any more.</param>
    public CoreCall(CancellationToken cancel) => Cancel = cancel;

    /// <summary>Cancelled on Ctrl+C, and when nobody reads the output any more.</summary>
    public CancellationToken Cancel { get; }

    /// <summary>Where the work is, as last reported; null before the first report.</summary>
    public StepProgress? Latest => latest;

    /// <summary>True when the work has ended and all it said was said.</summary>
    public bool IsOver => queue.IsCompleted;

    /// <summary>Writes an object to the pipeline.</summary>
    public void Write(object value) => queue.Add(cmdlet => cmdlet.WriteObject(value));

    /// <summary>Writes a warning.</summary>
    public void Warn(string text) => queue.Add(cmdlet => cmdlet.WriteWarning(text));

    /// <summary>Writes what only those want to read who ask for it.</summary>
    public void Verbose(string text) => queue.Add(cmdlet => cmdlet.WriteVerbose(text));

    /// <summary>Remembers where the work is.</summary>
    public void Report(StepProgress value) => latest = value;

    /// <summary>The next thing to say, if one comes within the time.</summary>
    public Action<Cmdlet>? Next(TimeSpan wait) => queue.TryTake(out var saying, wait) ? saying : null;

    /// <summary>Tells the pipeline thread that nothing more will come.</summary>
    public void End() => queue.CompleteAdding();

    /// <inheritdoc/>
    public void Dispose() => queue.Dispose();
}
