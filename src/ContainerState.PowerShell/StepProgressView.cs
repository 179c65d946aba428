using System.Diagnostics;
using System.Management.Automation;
using ContainerState.Platform;

namespace ContainerState.PowerShell;

/// <summary>Shows the progress of one call, once it has taken longer than a second.</summary>
internal sealed class StepProgressView(Cmdlet cmdlet, string activity)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static int lastId;

    private readonly long started = Stopwatch.GetTimestamp();

    // Each cmdlet in a pipeline has its own progress bar.
    private readonly int id = Interlocked.Increment(ref lastId);

    private readonly StepClock clock = new();

    private StepProgress? shown;
    private string shownElapsed = "";

    /// <summary>Shows the progress, if it has changed or stands still, and the work takes long.</summary>
    public void Show(StepProgress? latest)
    {
        if (latest is null)
        {
            return;
        }
        var elapsed = clock.Elapsed(latest);
        if ((latest != shown || elapsed != shownElapsed) && Stopwatch.GetElapsedTime(started) > Quiet)
        {
            shown = latest;
            shownElapsed = elapsed;
            cmdlet.WriteProgress(new ProgressRecord(id, activity, latest.Step)
            {
                CurrentOperation = $"{latest.Item} {elapsed}".Trim(),
                PercentComplete = latest.Share is { } share ? (int)(Math.Clamp(share, 0, 1) * 100) : -1,
            });
        }
    }

    /// <summary>Removes it, if it was shown.</summary>
    public void Close()
    {
        if (shown is not null)
        {
            cmdlet.WriteProgress(new ProgressRecord(id, activity, shown.Step) { RecordType = ProgressRecordType.Completed });
        }
    }
}
