using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;

namespace ContainerState.PowerShell;

/// <summary>
/// The base of every cmdlet: calls the core, and turns each of its errors into one of this item alone, so that the
/// next item is still served.
/// </summary>
public abstract class CoreCmdlet : PSCmdlet
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    // Never disposed: it holds no timer or handle, and PowerShell may stop a cmdlet that has just ended.
    private readonly CancellationTokenSource stop = new();

    /// <summary>Cancelled on Ctrl+C.</summary>
    private protected CancellationToken Stop => stop.Token;

    /// <summary>Cancels what the core is doing. PowerShell calls it, on Ctrl+C for one, from a thread of its own.</summary>
    protected override void StopProcessing() => stop.Cancel();

    /// <summary>Writes an error that leaves the rest of the pipeline running.</summary>
    private protected void WriteError(Exception error, object? target) => WriteError(ErrorRecords.From(error, target));

    /// <summary>Asks the core for something that takes milliseconds.</summary>
    /// <returns>False when it could not be had; the error has been written.</returns>
    private protected bool TryAsk<T>(object? target, Func<T> question, [NotNullWhen(true)] out T? answer)
        where T : notnull
    {
        try
        {
            answer = question();
            return true;
        }
        catch (Exception error)
        {
            WriteError(error, target);
            answer = default;
            return false;
        }
    }

    /// <summary>
    /// Runs a task of the core on other threads, while this one, which alone may write, says what the task has to say.
    /// </summary>
    /// <param name="activity">What is being done, for the progress bar.</param>
    /// <param name="target">What it is done to, for errors.</param>
    /// <param name="work">The task.</param>
    /// <returns>False when it failed; the error has been written.</returns>
    private protected bool Run(string activity, object? target, Func<CoreCall, Task> work)
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        using var call = new CoreCall(leave.Token);
        var task = Task.Run(
            async () =>
            {
                try
                {
                    await work(call).ConfigureAwait(false);
                }
                finally
                {
                    call.End();
                }
            },
            CancellationToken.None);
        try
        {
            Say(call, activity);
        }
        catch
        {
            // A later command has had enough (Select-Object -First), or Ctrl+C: the task must end before we do.
            leave.Cancel();
            Drain(call);
            task.ContinueWith(static _ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
            throw;
        }
        return Conclude(task, target);
    }

    /// <summary>A path as PowerShell means it, whose own directory is not that of the process. Wildcards are not expanded.</summary>
    private protected string FullPath(string path) => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);

    private void Say(CoreCall call, string activity)
    {
        var view = new StepProgressView(this, activity);
        while (!call.IsOver)
        {
            call.Next(Poll)?.Invoke(this);
            view.Show(call.Latest);
        }
        view.Close();
    }

    private static void Drain(CoreCall call)
    {
        while (!call.IsOver)
        {
            call.Next(Poll);
        }
    }

    private bool Conclude(Task task, object? target)
    {
        try
        {
            task.GetAwaiter().GetResult();
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception error)
        {
            WriteError(error, target);
            return false;
        }
    }
}
