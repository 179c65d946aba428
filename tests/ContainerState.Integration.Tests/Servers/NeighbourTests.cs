using System.Diagnostics;
using System.Globalization;
using ContainerState.Containers;
using ContainerState.Definitions;
using ContainerState.Images;
using ContainerState.Platform;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>What a bad server does to the next one, and to the host: nothing that could be noticed.</summary>
public sealed class NeighbourTests(ITestOutputHelper output) : ServerTests
{
    private const int Requests = 60;

    [Theory]
    [InlineData("fork bomb", "while true; do sleep 100 & done")]
    [InlineData("memory hog", "while true; do dd if=/dev/zero of=/dev/null bs=256M count=1 2>/dev/null; sleep 0.1; done")]
    [InlineData("full tmpfs", "while true; do dd if=/dev/zero of=/tmp/full bs=64k 2>/dev/null; sleep 0.1; done")]
    public async Task The_next_server_answers_as_before(string kind, string script)
    {
        var web = await StartAsync(TestImage.Web(new ServerCheck { Kind = "http", Port = 8080 }), new() { Wait = true });
        var before = await MedianAsync(web);
        var bad = await StartAsync(Bad(script));
        var during = await MedianAsync(web);
        // What took how long is to be seen, and nothing that a busy machine could fail.
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind}: {before.TotalMilliseconds:0.0} ms before, {during.TotalMilliseconds:0.0} ms meanwhile"));

        var usage = ThisHost.Servers.Get(bad.Name).Usage!;
        Assert.InRange(usage.Processes!.Value, 1, Most.Processes);
        Assert.InRange(usage.MemoryBytes!.Value, 1, Most.MemoryBytes);
        Assert.True((await ThisHost.Servers.TestAsync(web)).Passed);
        await ThisHost.Servers.StopAsync(bad);
        Assert.True((await ThisHost.Servers.TestAsync(web)).Passed);
    }

    [Fact]
    public async Task A_server_says_what_it_uses()
    {
        var server = await StartAsync(TestImage.Shell("dd if=/dev/zero of=/tmp/half bs=64k count=10 2>/dev/null; i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; sleep 1000 & sleep 1000 & echo done"));
        await ConsoleAsync(server, "done");

        Assert.Null(server.Usage);
        var usage = ThisHost.Servers.Get(server.Name).Usage!;
        Assert.InRange(usage.MemoryBytes!.Value, 640 << 10, 512L << 20);
        Assert.InRange(usage.CpuSeconds!.Value, 0.01, 60);
        Assert.InRange(usage.Processes!.Value, 3, 4);
    }

    [Fact]
    public async Task Open_files_end_at_their_limit_and_root_cannot_raise_it()
    {
        var server = await StartAsync(TestImage.Image(new ServerDefinition
        {
            Name = "files",
            Init = ["/bin/sh", "-c", "ulimit -n; ulimit -n 200; ulimit -Hn; echo done; exec sleep 1000"],
            Limits = new ServerLimits(OpenFiles: 100),
        }));
        var console = await ConsoleAsync(server, "done");

        Assert.StartsWith("100\n", console, StringComparison.Ordinal);
        Assert.EndsWith("100\ndone\n", console, StringComparison.Ordinal);
        Assert.Contains("Operation not permitted", console, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_from_the_images_device_are_limited_where_the_host_can()
    {
        var cgroups = CgroupHierarchy.ReadAll();
        var hierarchy = CgroupHierarchy.With(cgroups, "blkio") ?? CgroupHierarchy.With(cgroups, "io");
        Assert.SkipWhen(hierarchy is null, "No cgroup controller of this host limits disks.");
        var server = await StartAsync(TestImage.Image(new ServerDefinition { Name = "disk", Init = ["/bin/sleep", "1000"], Limits = new(DiskReadBytes: 1 << 20) }));

        var file = Path.Combine(hierarchy!.Folder, ContainerCgroups.Payload(server.Name), hierarchy.IsUnified ? "io.max" : "blkio.throttle.read_bps_device");
        Assert.Matches($"^{Assert.Single(new ImageMounts(ThisHost.Host).Devices(server.Image))} .*{1 << 20}", await File.ReadAllTextAsync(file));
    }

    private static ServerLimits Most { get; } = new(64 << 20, Cpus: 0.5, Processes: 50);

    private static ServerImage Bad(string script) => TestImage.Image(new ServerDefinition
    {
        Name = "bad",
        Init = ["/bin/sh", "-c", $"({script}) & exec sleep 1000"],
        Limits = Most,
    });

    private static async Task<TimeSpan> MedianAsync(EphemeralServer server)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        var times = new List<TimeSpan>();
        for (var request = 0; request < Requests; request++)
        {
            var clock = Stopwatch.StartNew();
            Assert.Equal("hello\n", await client.GetStringAsync($"http://{server.Address}:8080/"));
            times.Add(clock.Elapsed);
        }
        times.Sort();
        return times[Requests / 2];
    }
}
