using System.Globalization;
using ContainerState.Core.Tests.Support;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Hosts;

namespace ContainerState.Core.Tests.Hosts;

public sealed class SharedLimitsTests : IDisposable
{
    // More than any kernel takes, so that nothing of this host is changed.
    private const long TooMuch = 1L << 40;

    private readonly string _folder = Directory.CreateTempSubdirectory("containerstate-limits-").FullName;

    private string File => Path.Combine(_folder, "60-containerstate.conf");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_page_says_what_100_and_1000_servers_need()
    {
        var page = System.IO.File.ReadAllText(Path.Combine(SourceText.Docs, "host.md"));
        Assert.All(SharedLimit.All, limit => Assert.Matches(
            string.Create(CultureInfo.InvariantCulture, $@"\| `{limit.Key.Replace(".", "\\.", StringComparison.Ordinal)}` \| [^|]+ \| {limit.Need(100):N0} \| {limit.Need(1000):N0} \|"), page));
        Assert.Equal(SharedLimit.All.Count, page.Split("| `").Count(row => SharedLimit.All.Any(limit => row.StartsWith(limit.Key + "`", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_server_has_as_many_processes_as_the_limits_count() => Assert.Equal(SharedLimit.Processes, new ServerLimits().Processes);

    [Fact]
    public void A_limit_too_low_has_a_remedy_and_an_absent_one_limits_nobody()
    {
        var limits = new SharedLimits(_folder, [new("kernel.pid_max", TooMuch, 1), new("fs.file-max", 0, 1), new("kernel.no_such_limit", TooMuch, 1)]);

        var checks = limits.Check(7).ToList();

        Assert.Equal([false, true, true], checks.Select(check => check.Passed));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"sysctl -w kernel.pid_max={TooMuch + 7}"), checks[0].Remedy, StringComparison.Ordinal);
        Assert.All(checks.Skip(1), check => Assert.Empty(check.Remedy));
        Assert.Equal([string.Create(CultureInfo.InvariantCulture, $"kernel.pid_max to {TooMuch + 7}")], limits.Plan(7));
    }

    [Fact]
    public void The_set_up_remembers_the_number_and_lowers_nothing()
    {
        var limits = new SharedLimits(_folder, [new("kernel.pid_max", TooMuch, 1)]);
        Assert.Equal(SharedLimits.UsualServers, limits.ServersOf(null));

        limits.Raise(900);
        Assert.Equal(900, limits.ServersOf(null));
        var enough = new SharedLimits(_folder, [new("kernel.pid_max", 1, 1)]);
        Assert.True(enough.IsRecorded(900));
        Assert.False(enough.IsRecorded(20));
        enough.Raise(20);

        Assert.Equal(20, limits.ServersOf(null));
        Assert.Equal(
            ["# Written by containerstate host setup, for this number of servers: 20", string.Create(CultureInfo.InvariantCulture, $"kernel.pid_max = {TooMuch + 900}")],
            System.IO.File.ReadAllLines(File));
    }

    [Fact]
    public void A_host_that_has_enough_gets_no_file()
    {
        new SharedLimits(_folder, [new("kernel.pid_max", 1, 1)]).Raise(SharedLimits.UsualServers);

        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public void Rubbish_in_the_file_is_the_usual_number()
    {
        System.IO.File.WriteAllText(File, "# Written by containerstate host setup, for this number of servers: -5\nkernel.pid_max\n = =\n# x = 1\na.b = 1\na.b = 2\n");
        var limits = new SharedLimits(_folder, [new("kernel.pid_max", TooMuch, 1)]);

        Assert.Equal(SharedLimits.UsualServers, limits.ServersOf(null));
        limits.Raise(5);
        Assert.Equal(5, limits.ServersOf(null));
        Assert.Equal(["a.b = 2"], System.IO.File.ReadAllLines(File).Where(line => line.StartsWith('a')));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1009)]
    public void A_number_that_no_host_holds_is_refused(int servers) =>
        Assert.Throws<InvalidNameException>(() => SharedLimits.OfHost.ServersOf(servers));
}
