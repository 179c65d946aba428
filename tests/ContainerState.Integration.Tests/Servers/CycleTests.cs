using System.Diagnostics;
using System.Globalization;
using ContainerState.Platform;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>Starts and kills one server after the other: 20, or as many as CONTAINERSTATE_TEST_CYCLES says.</summary>
public sealed class CycleTests(ITestOutputHelper output) : ServerTests
{
    private const int Window = 10;

    // Pipes and files of the runtime come and go; a leak is one for each cycle.
    private const int Slack = 5;

    // All that a start makes on the host.
    private static readonly StartOptions Options = new()
    {
        Publish = ["127.0.0.1:18080:8080"],
        Group = "blue",
        EgressTo = ["198.51.100.0/24"],
        Dns = ["198.51.100.2"],
        Secrets = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["token"] = [1, 2, 3] },
    };

    [Fact]
    public async Task Many_servers_one_after_the_other_leave_nothing()
    {
        var cycles = int.TryParse(Environment.GetEnvironmentVariable("CONTAINERSTATE_TEST_CYCLES"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 20;
        // The first ones load code, and make what servers share.
        for (var warm = 0; warm < 3; warm++)
        {
            await ThisHost.Servers.StopAsync(await StartAsync(TestImage.Web(), Options));
        }
        var (host, network, descriptors) = (HostSnapshot.Take(), await NetworkAsync(), Descriptors());
        var starts = new List<double>();
        var kills = new List<double>();
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            var clock = Stopwatch.StartNew();
            var server = await StartAsync(TestImage.Web(), Options);
            starts.Add(clock.Elapsed.TotalMilliseconds);
            clock.Restart();
            await ThisHost.Servers.StopAsync(server);
            kills.Add(clock.Elapsed.TotalMilliseconds);
        }

        await HostSnapshot.AssertSameAsync(host);
        Assert.Equal(network, await NetworkAsync());
        var open = await Eventually.LookAsync(
            () =>
            {
                GC.Collect();
                return Descriptors();
            },
            now => now <= descriptors + Slack,
            pause: 100);
        Assert.InRange(open, 0, descriptors + Slack);
        output.WriteLine($"{cycles} cycles. Medians of the first {Window}, of the last, and of all. {Medians("Start", starts)} {Medians("Kill", kills)}");
    }

    private static string Medians(string what, IReadOnlyList<double> values) => string.Create(
        CultureInfo.InvariantCulture, $"{what}: {Median(values.Take(Window)):0.0} ms, {Median(values.TakeLast(Window)):0.0} ms, {Median(values):0.0} ms.");

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    private static int Descriptors() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();

    private static async Task<string> NetworkAsync() => string.Concat(
        (await ProgramRunner.RunAsync(new ProgramCommand("nft").With("--terse", "list", "ruleset"))).Output,
        (await ProgramRunner.RunAsync(new ProgramCommand("ip").With("-o", "address"))).Output,
        // The bridge is down a moment after its last port has gone.
        (await ProgramRunner.RunAsync(new ProgramCommand("ip").With("route"))).Output.Replace(" linkdown", "", StringComparison.Ordinal),
        string.Join('\n', Directory.EnumerateDirectories("/proc/sys/net/ipv4/conf").Order(StringComparer.Ordinal)
            .Select(folder => $"{folder} {File.ReadAllText(Path.Combine(folder, "forwarding"))} {File.ReadAllText(Path.Combine(folder, "route_localnet"))}")));
}
