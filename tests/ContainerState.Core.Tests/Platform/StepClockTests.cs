using ContainerState.Platform;

namespace ContainerState.Core.Tests.Platform;

public sealed class StepClockTests
{
    [Fact]
    public void What_stands_still_says_for_how_long()
    {
        var time = new Clock();
        var clock = new StepClock(time);
        Assert.Equal("", clock.Elapsed(new("Import", "nginx")));
        time.Seconds = 2;
        Assert.Equal("", clock.Elapsed(new("Import", "nginx")));
        time.Seconds = 65;
        Assert.Equal("1:05", clock.Elapsed(new("Import", "nginx", 0.5)));
        Assert.Equal("", clock.Elapsed(new("Import", "redis")));
        time.Seconds = 65 + 3661;
        Assert.Equal("1:01:01", clock.Elapsed(new("Import", "redis")));
        Assert.Equal("", clock.Elapsed(new("Write objects", "redis")));
    }

    private sealed class Clock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
