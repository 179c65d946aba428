using System.Collections.Concurrent;
using System.Management.Automation;
using ContainerState.Imports.Updates;
using ContainerState.Platform;

namespace ContainerState.PowerShell;

/// <summary>
/// The channel through which a task of the core writes: everything is queued, and written by the pipeline thread.
/// </summary>
internal sealed class CoreCall : IProgress<StepProgress>, IDisposable
{
    /// <summary>Large enough that a task seldom waits, small enough that a slow reader of a long log does not fill the memory.</summary>
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

    /// <summary>True when the work has ended and all its output was written.</summary>
    public bool IsOver => queue.IsCompleted;

    /// <summary>Writes an object to the pipeline.</summary>
    public void Write(object value) => queue.Add(cmdlet => cmdlet.WriteObject(value));

    /// <summary>Writes an error about one of several things; the work goes on.</summary>
    public void Fail(Exception error, object target) => queue.Add(cmdlet => cmdlet.WriteError(ErrorRecords.From(error, target)));

    /// <summary>Writes a warning.</summary>
    public void Warn(string text) => queue.Add(cmdlet => cmdlet.WriteWarning(text));

    /// <summary>Writes rows of an update, what they warn of, and the errors of those that failed.</summary>
    public void Write(DependencyUpdateResult result, IEnumerable<DependencyUpdate> updates)
    {
        foreach (var update in result.Updates)
        {
            foreach (var warning in update.Warnings)
            {
                Warn($"{update.Name}: {warning}");
            }
        }
        foreach (var update in updates)
        {
            Write(update);
        }
        foreach (var failure in result.Failures)
        {
            Fail(failure.Error, failure.Name);
        }
    }

    /// <summary>Writes verbose output.</summary>
    public void Verbose(string text) => queue.Add(cmdlet => cmdlet.WriteVerbose(text));

    /// <summary>Remembers where the work is.</summary>
    public void Report(StepProgress value) => latest = value;

    /// <summary>The next item to write, if one arrives within the time.</summary>
    public Action<Cmdlet>? Next(TimeSpan wait) => queue.TryTake(out var saying, wait) ? saying : null;

    /// <summary>Tells the pipeline thread that nothing more will come.</summary>
    public void End() => queue.CompleteAdding();

    /// <inheritdoc/>
    public void Dispose() => queue.Dispose();
}
