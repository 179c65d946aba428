using ContainerState.Platform;

namespace ContainerState.Cli.Output;

/// <summary>One line at the bottom of a terminal that shows the progress of a long command, and that time passes.</summary>
/// <remarks>Written by hand, because a command that has nothing to do should not load a library.</remarks>
internal sealed class ProgressLine(TextWriter terminal) : IProgress<StepProgress>, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private readonly StepClock clock = new();
    private StepProgress? latest;
    private Timer? timer;
    private bool shown;
    private long last;

    /// <inheritdoc/>
    public void Report(StepProgress value)
    {
        lock (gate)
        {
            // A new step is always shown; within a step, ten updates a second are enough.
            var isNew = !shown || latest is null || value.Step != latest.Step;
            latest = value;
            var elapsed = clock.Elapsed(value);
            if (isNew || Environment.TickCount64 - last >= Pause.TotalMilliseconds)
            {
                Show(value, elapsed);
                timer ??= new Timer(_ => Tick(), null, Second, Second);
            }
        }
    }

    /// <summary>Removes the line, so that something else can be written.</summary>
    public void Clear()
    {
        lock (gate)
        {
            if (shown)
            {
                terminal.Write("\r\u001b[K");
                shown = false;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            Clear();
            timer?.Dispose();
        }
    }

    private void Tick()
    {
        lock (gate)
        {
            try
            {
                if (shown && clock.Elapsed(latest!) is { Length: > 0 } elapsed)
                {
                    Show(latest!, elapsed);
                }
            }
            catch (IOException)
            {
                // The terminal is gone. What the command itself writes will say so.
                shown = false;
            }
        }
    }

    private void Show(StepProgress value, string elapsed)
    {
        last = Environment.TickCount64;
        var share = value.Share is { } part ? $" {Math.Clamp(part, 0, 1) * 100:0} %" : "";
        var text = Plain.Line($"{value.Step}{(value.Item is { Length: > 0 } item ? ": " + item : "")}{share}");
        var room = Width() - (elapsed.Length == 0 ? 0 : elapsed.Length + 1);
        terminal.Write($"\r\u001b[K{(text.Length > room ? text[..room] : text)}{(elapsed.Length == 0 ? "" : " " + elapsed)}");
        shown = true;
    }

    private static int Width()
    {
        try
        {
            return Math.Max(20, Console.WindowWidth - 1);
        }
        catch (IOException)
        {
            return 79;
        }
    }
}
