using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;

namespace ContainerState.PowerShell;

/// <summary>
/// The base of every cmdlet: calls the core, and turns each of its errors into one for this item only, so that the
/// next item is still processed.
/// </summary>
public abstract class CoreCmdlet : PSCmdlet
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    // Never disposed: it holds no timer or handle, and PowerShell may stop a cmdlet that has just ended.
    private readonly CancellationTokenSource stop = new();

    /// <summary>The host that the cmdlet runs on; <see cref="PSCmdlet.Host"/> is the program that PowerShell runs in.</summary>
    private protected Platform.Host ThisHost { get; } = Platform.Host.Local();

    /// <summary>Cancelled on Ctrl+C.</summary>
    private protected CancellationToken Stop => stop.Token;

    /// <summary>Cancels what the core is doing. PowerShell calls it from a separate thread, for example on Ctrl+C.</summary>
    protected override void StopProcessing() => stop.Cancel();

    /// <summary>Writes an error that leaves the rest of the pipeline running.</summary>
    private protected void WriteError(Exception error, object? target) => WriteError(ErrorRecords.From(error, target));

    /// <summary>Asks the core for something that takes milliseconds.</summary>
    /// <returns>False if it failed; the error has been written.</returns>
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

    /// <summary>Asks the core for something that takes milliseconds, on another thread.</summary>
    /// <returns>False if it failed; the error has been written.</returns>
    private protected bool TryWait<T>(object? target, Func<Task<T>> question, [NotNullWhen(true)] out T? answer)
        where T : notnull =>
        TryAsk(target, () => Task.Run(question).GetAwaiter().GetResult(), out answer);

    /// <summary>
    /// Runs a task of the core on other threads, while this thread, the only one that may write, writes the task's output.
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
                    await work(call);
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
            // A later command needs no more (Select-Object -First), or Ctrl+C: the task must end before the cmdlet does.
            leave.Cancel();
            Drain(call);
            task.ContinueWith(static _ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
            throw;
        }
        return Conclude(task, target);
    }

    /// <summary>True when the user agrees. -Force skips the prompt that the impact level causes, but not -WhatIf or an explicit -Confirm.</summary>
    private protected bool Agreed(bool force, string target, string action) =>
        (force && !IsOn("Confirm") && !IsOn("WhatIf") && !LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference")))
        || ShouldProcess(target, action);

    private bool IsOn(string parameter) =>
        MyInvocation.BoundParameters.TryGetValue(parameter, out var value) && LanguagePrimitives.IsTrue(value);

    /// <summary>A path as PowerShell resolves it, whose current directory is not that of the process. Wildcards are not expanded.</summary>
    /// <exception cref="Errors.InvalidNameException">It is a path of something else, such as the registry of environment variables.</exception>
    private protected string FullPath(string path)
    {
        var full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        return FilePaths.Require(path, full, provider);
    }

    /// <summary>The paths that one with wildcards means, as PowerShell resolves them.</summary>
    /// <exception cref="Errors.InvalidNameException">It is a path of something else than files.</exception>
    private protected IReadOnlyList<string> ResolvedPaths(string path) =>
        [.. SessionState.Path.GetResolvedProviderPathFromPSPath(path, out var provider).Select(full => FilePaths.Require(path, full, provider))];

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
