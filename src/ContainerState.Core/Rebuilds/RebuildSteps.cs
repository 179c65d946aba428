using System.Diagnostics;
using ContainerState.Errors;
using ContainerState.Platform;
using ContainerState.Servers;

namespace ContainerState.Rebuilds;

/// <summary>The steps of a run, each with its time and what it came to.</summary>
/// <param name="progress">Is told which it is.</param>
internal sealed class RebuildSteps(IProgress<StepProgress>? progress)
{
    private readonly List<RebuildStep> _done = [];

    /// <summary>Those that are over.</summary>
    public IReadOnlyList<RebuildStep> Done => [.. _done];

    /// <summary>Does one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="act">What to do; gives what it came to.</param>
    /// <exception cref="Exception">What the action threw; the step has failed.</exception>
    public async Task DoAsync(string name, Func<Task<string>> act)
    {
        progress?.Report(new StepProgress(name));
        var watch = Stopwatch.StartNew();
        try
        {
            var detail = await act();
            Add(name, watch, RebuildStep.Done, detail);
        }
        catch (Exception fault)
        {
            Add(name, watch, RebuildStep.Failed, TextOf(fault));
            throw;
        }
    }

    /// <summary>Adds one that failed, of which nobody speaks otherwise.</summary>
    public void AddFailed(string name, Exception fault) => Add(name, new Stopwatch(), RebuildStep.Failed, TextOf(fault));

    /// <summary>Does one, and goes on when it fails.</summary>
    /// <returns>Why it failed; null when it did not.</returns>
    public async Task<Exception?> TryAsync(string name, Func<Task<string>> act)
    {
        try
        {
            await DoAsync(name, act);
            return null;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return fault;
        }
    }
    private static string TextOf(Exception fault) => fault is OperationCanceledException ? "cancelled" : FileFaults.Explain(fault).Message;

    private void Add(string name, Stopwatch watch, string result, string detail) => _done.Add(new(name, Seconds.Of(watch.Elapsed), result, OneLine.From(detail)));
}
