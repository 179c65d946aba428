using ContainerState.Images;
using ContainerState.Servers;
using ContainerState.Tests;

namespace ContainerState.Benchmarks;

/// <summary>From an image to a server, and its end.</summary>
internal static class ServerBenchmarks
{
    public static async Task<IReadOnlyList<BenchmarkRow>> RunAsync(BenchmarkWorld world, int runs)
    {
        // One server stays up, so that the image is mounted for both sides.
        var anchor = await StartOneAsync(world.Image, "bench-anchor");
        try
        {
            using var peer = await PlainLxc.CreateAsync(world, anchor, 1);
            var stops = new List<double>();
            var plainStops = new List<double>();
            var start = await Timed.PairAsync(
                "start, in a process that runs already", "`lxc-start` with the same configuration", runs,
                async () =>
                {
                    EphemeralServer? server = null;
                    var seconds = await Timed.ActionAsync(async () => server = await StartOneAsync(world.Image, "bench-one"));
                    stops.Add(await Timed.ActionAsync(() => ThisHost.Servers.StopAsync(server!, force: true)));
                    return seconds;
                },
                async () =>
                {
                    var seconds = await Timed.ProgramAsync(peer.Start());
                    plainStops.Add(await Timed.ProgramAsync(peer.Kill()));
                    return seconds;
                });
            var stop = new BenchmarkRow("kill, in a process that runs already", "`lxc-stop -k`", stops[1..], plainStops[1..]);
            plainStops.Clear();
            var whole = await Timed.PairAsync(
                "start and kill, two whole processes", "`lxc-start` and `lxc-stop -k`", runs,
                async () => await Timed.ProgramAsync(world.Command("server", "start", world.Image.Id, "--name", "bench-whole"))
                    + await Timed.ProgramAsync(world.Command("server", "stop", "bench-whole", "--force")),
                async () => await Timed.ProgramAsync(peer.Start()) + await Timed.ProgramAsync(peer.Kill()));
            return [start, stop, whole];
        }
        finally
        {
            await ThisHost.Servers.StopAsync(anchor, force: true);
        }
    }

    internal static async Task<EphemeralServer> StartOneAsync(ServerImage image, string name)
    {
        await foreach (var server in ThisHost.Servers.StartAsync(image, new StartOptions { Name = name }))
        {
            return server;
        }
        throw new InvalidOperationException("No server was started.");
    }
}
