using System.Diagnostics;
using System.Management.Automation;
using ContainerState.Processes;

namespace ContainerState.PowerShell;

/// <summary>Shows the progress of one call, once it has taken longer than a second.</summary>
internal sealed class StepProgressView(Cmdlet cmdlet, string activity)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static int lastId;

    private readonly long started = Stopwatch.GetTimestamp();

    // Each cmdlet of a pipeline has a bar of its own.
    private readonly int id = Interlocked.Increment(ref lastId);

    private StepProgress? shown;

    /// <summary>Shows where the work is, if that is news and the work is long.</summary>
    public void Show(StepProgress? latest)
    {
        if (latest is not null && latest != shown && Stopwatch.GetElapsedTime(started) > Quiet)
        {
            shown = latest;
            cmdlet.WriteProgress(new ProgressRecord(id, activity, latest.Step)
            {
                CurrentOperation = latest.Item ?? "",
                PercentComplete = latest.Share is { } share ? (int)(Math.Clamp(share, 0, 1) * 100) : -1,
            });
        }
    }

    /// <summary>Takes it away, if it was shown.</summary>
    public void Close()
    {
        if (shown is not null)
        {
            cmdlet.WriteProgress(new ProgressRecord(id, activity, shown.Step) { RecordType = ProgressRecordType.Completed });
        }
    }
}
