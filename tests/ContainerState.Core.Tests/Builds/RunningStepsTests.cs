using ContainerState.Builds;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Builds;

public sealed class RunningStepsTests
{
    private readonly Clock _clock = new();
    private readonly List<string> _warnings = [];
    private readonly List<StepProgress> _shown = [];

    [Fact]
    public void It_is_shown_which_steps_run_and_for_how_long()
    {
        using var steps = Steps();
        using (steps.Begin("redis", "/logs/r", 60))
        {
            Pass(steps, 63);
            using (steps.Begin("app", "/logs/a", 60))
            {
                Pass(steps, 3600);
                Assert.Equal("redis 1:01:03, app 1:00:00", _shown[^1].Item);
            }
        }
        var before = _shown.Count;
        Pass(steps, 1);
        Assert.Equal(before, _shown.Count);
    }

    [Fact]
    public void A_step_that_says_nothing_is_told_about_ever_more_seldom()
    {
        using var steps = Steps();
        using var step = steps.Begin("redis", "/logs/r", 60);
        Pass(steps, 179);
        Assert.Empty(_warnings);
        Pass(steps, 1);
        Assert.Equal(
            "The build step of redis has said nothing for 3:00. It has run for 3:00, and is killed after 60 minutes (limits: minutes). What it said is in /logs/r. If it hangs, end the build with Ctrl+C.",
            Assert.Single(_warnings));
        Pass(steps, 100);
        Assert.Single(_warnings);
        Pass(steps, 80);
        Assert.Contains("nothing for 6:00", _warnings[1], StringComparison.Ordinal);
        step.Said();
        Pass(steps, 179);
        Assert.Equal(2, _warnings.Count);
        Pass(steps, 1);
        Assert.Contains("nothing for 3:00. It has run for 9:00", _warnings[2], StringComparison.Ordinal);
    }

    private RunningSteps Steps() => new(new Shown(_shown), _warnings.Add, TimeSpan.FromMinutes(3), _clock);

    private void Pass(RunningSteps steps, int seconds)
    {
        _clock.Seconds += seconds;
        steps.Look();
    }

    private sealed class Shown(List<StepProgress> all) : IProgress<StepProgress>
    {
        public void Report(StepProgress value) => all.Add(value);
    }

    private sealed class Clock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;

        // The test looks at it itself.
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
