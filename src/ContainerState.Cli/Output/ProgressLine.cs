using ContainerState.Processes;

namespace ContainerState.Cli.Output;

/// <summary>One line at the bottom of a terminal that says where a long command is.</summary>
/// <remarks>Written by hand since a command that has nothing to do must not load a library to say so.</remarks>
internal sealed class ProgressLine(TextWriter terminal) : IProgress<StepProgress>
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly Lock gate = new();
    private string step = "";
    private bool shown;
    private long last;

    /// <inheritdoc/>
    public void Report(StepProgress value)
    {
        lock (gate)
        {
            // A new step is always shown; within a step ten times a second is as much as anybody reads.
            if (value.Step == step && Environment.TickCount64 - last < Pause.TotalMilliseconds)
            {
                return;
            }
            step = value.Step;
            last = Environment.TickCount64;
            var share = value.Share is { } part ? $" {Math.Clamp(part, 0, 1) * 100:0} %" : "";
            var text = Plain.Line($"{value.Step}{(value.Item is { Length: > 0 } item ? ": " + item : "")}{share}");
            var width = Width();
            terminal.Write($"\r\u001b[K{(text.Length > width ? text[..width] : text)}");
            shown = true;
        }
    }

    /// <summary>Takes the line away, so that something else can be written.</summary>
    public void Clear()
    {
        lock (gate)
        {
            if (shown)
            {
                terminal.Write("\r\u001b[K");
                shown = false;
                step = "";
            }
        }
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
