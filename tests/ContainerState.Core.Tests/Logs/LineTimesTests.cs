using ContainerState.Errors;
using ContainerState.Logs;

namespace ContainerState.Core.Tests.Logs;

public sealed class LineTimesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("containerstate-times-").FullName;

    private string Spool => Path.Combine(_folder, "web+image+-+0001");

    private string Console => Path.Combine(Spool, "console.log");

    public LineTimesTests()
    {
        Directory.CreateDirectory(Spool);
        // The clock was set back after the second line; the third was sent again at the end.
        File.WriteAllText(Path.Combine(Spool, "console.times"), "0 2026-01-31T12:00:00Z\n10 2026-01-31T12:00:10Z\n20 2026-01-31T11:00:00Z\n20 2026-01-31T12:00:20Z\n30 2026-01-31");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_line_has_the_time_of_the_second_in_which_it_was_first_read() =>
        Assert.Equal(["12:00:00", "12:00:00", "12:00:10", "11:00:00"], Times(null));

    [Fact]
    public void Only_lines_read_since_then_are_given_when_the_clock_was_set_back() =>
        Assert.Equal(["12:00:10"], Times(new DateTime(2026, 1, 31, 12, 0, 5, DateTimeKind.Utc)));

    [Fact]
    public void A_console_that_is_no_spool_has_no_times()
    {
        var console = Path.Combine(_folder, "web", "console.log");

        Assert.Throws<InvalidNameException>(() => LineTimes.Of(console, DateTime.UtcNow));
        Assert.Equal([new ServerLogLine("web", "a")], LineTimes.Of(console, null).Describe("web", [(0, "a")]));
    }

    private IEnumerable<string> Times(DateTime? since) =>
        LineTimes.Of(Console, since).Describe("web", [(0, "a"), (5, "b"), (10, "c"), (20, "d")]).Select(line => $"{line.TimeUtc:HH:mm:ss}");
}
