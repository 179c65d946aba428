using System.Globalization;

namespace ContainerState.Platform;

/// <summary>Says for how long a long action has been at the same thing, so that nobody takes it for one that hangs.</summary>
/// <param name="clock">The clock; the machine's own when null.</param>
public sealed class StepClock(TimeProvider? clock = null)
{
    // What takes less is not worth a number that changes.
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(3);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private StepProgress? _at;
    private long _since;

    /// <summary>How long it has been there, such as <c>1:05</c>; empty for the first seconds.</summary>
    /// <param name="progress">Where the action is. A share that grows is the same thing.</param>
    public string Elapsed(StepProgress progress)
    {
        if (_at is null || _at.Step != progress.Step || _at.Item != progress.Item)
        {
            _at = progress;
            _since = _clock.GetTimestamp();
        }
        var elapsed = _clock.GetElapsedTime(_since);
        return elapsed < Short ? "" : Text(elapsed);
    }

    /// <summary>A time as minutes and seconds, and hours where there are any.</summary>
    public static string Text(TimeSpan time) => time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
}
