using ContainerState.Platform;

namespace ContainerState.Builds;

/// <summary>Shows which build steps run and for how long, and says of one that has said nothing for long.</summary>
/// <remarks>A step that loops or waits for ever looks like one that works, until somebody looks at the clock.</remarks>
internal sealed class RunningSteps : IDisposable
{
    private const int MostShown = 4;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly IProgress<StepProgress>? _progress;
    private readonly Action<string>? _warn;
    private readonly TimeSpan _silence;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly List<Running> _running = [];

    /// <summary>Begins to look at the clock.</summary>
    /// <param name="progress">Is told each second what runs.</param>
    /// <param name="warn">Is told of silence.</param>
    /// <param name="silence">After how long; and again each time that has doubled.</param>
    /// <param name="clock">The clock.</param>
    public RunningSteps(IProgress<StepProgress>? progress, Action<string>? warn, TimeSpan silence, TimeProvider clock)
    {
        _progress = progress;
        _warn = warn;
        _silence = silence;
        _clock = clock;
        _timer = clock.CreateTimer(_ => Look(), null, Second, Second);
    }

    /// <summary>The share of all steps that is done, 0 to 1.</summary>
    public double Share { get; set; }

    /// <summary>The names of those that run.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_running)
            {
                return [.. _running.Select(step => step.Name)];
            }
        }
    }

    /// <summary>A step begins.</summary>
    /// <param name="name">The component.</param>
    /// <param name="log">The file that has what it says.</param>
    /// <param name="minutes">How long it may run.</param>
    /// <returns>To be told of each line, and disposed when the step ends.</returns>
    public Running Begin(string name, string log, int minutes)
    {
        var step = new Running(this, name, log, minutes, _clock.GetTimestamp());
        lock (_running)
        {
            _running.Add(step);
        }
        Look();
        return step;
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    /// <summary>Looks at the clock once.</summary>
    internal void Look()
    {
        var warnings = new List<string>();
        string text;
        lock (_running)
        {
            if (_running.Count == 0)
            {
                return;
            }
            warnings.AddRange(_running.Select(Silence).OfType<string>());
            text = string.Join(", ", _running.Take(MostShown).Select(step => $"{step.Name} {StepClock.Text(_clock.GetElapsedTime(step.Began))}"))
                + (_running.Count > MostShown ? $" and {_running.Count - MostShown} more" : "");
        }
        _progress?.Report(new StepProgress("Build", text, Share));
        warnings.ForEach(warning => _warn?.Invoke(warning));
    }

    private string? Silence(Running step)
    {
        var silent = _clock.GetElapsedTime(step.Spoke);
        if (silent < step.Next)
        {
            return null;
        }
        step.Next = silent * 2;
        return $"The build step of {step.Name} has said nothing for {StepClock.Text(silent)}. It has run for {StepClock.Text(_clock.GetElapsedTime(step.Began))}, and is killed after {step.Minutes} minutes (limits: minutes). "
            + $"What it said is in {step.Log}. If it hangs, end the build with Ctrl+C.";
    }

    /// <summary>A step that runs.</summary>
    internal sealed class Running(RunningSteps all, string name, string log, int minutes, long began) : IDisposable
    {
        public string Name { get; } = name;

        public string Log { get; } = log;

        public int Minutes { get; } = minutes;

        public long Began { get; } = began;

        public long Spoke { get; private set; } = began;

        public TimeSpan Next { get; set; } = all._silence;

        /// <summary>It said something.</summary>
        public void Said()
        {
            lock (all._running)
            {
                Spoke = all._clock.GetTimestamp();
                Next = all._silence;
            }
        }

        public void Dispose()
        {
            lock (all._running)
            {
                all._running.Remove(this);
            }
        }
    }
}
