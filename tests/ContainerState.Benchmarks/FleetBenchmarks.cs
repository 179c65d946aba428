using ContainerState.Builds;
using ContainerState.Imports;
using ContainerState.Repositories;
using ContainerState.Tests;

namespace ContainerState.Benchmarks;

/// <summary>Many servers of one small image, next to LXD: started, idle, killed.</summary>
internal static class FleetBenchmarks
{
    private const int Many = 100;

    // Time for what has just started to come to rest.
    internal static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    public static async Task<IReadOnlyList<BenchmarkRow>> RunAsync(BenchmarkWorld world, int runs)
    {
        var repository = await StateRepo.CreateAsync(Path.Combine(world.Folder, "small"));
        await StateDependencies.AddAsync(ThisHost.Host, repository, new DebianDependencyRequest(["busybox-static"]) { Name = "base", Variant = "extract" });
        var image = await ThisHost.Builder.BuildAsync(repository, new BuildOptions());
        var (kills, theirKills) = (new List<double>(), new List<double>());
        var (memory, theirMemory) = (new List<double>(), new List<double>());
        // Before LXD runs, whose daemon gives its own memory back at any time.
        for (var run = 0; run <= runs; run++)
        {
            await OursAsync();
        }
        var ours = memory.ToList();
        kills.Clear();
        await using var lxd = await LxdPeer.CreateAsync(world, image.Layers.Single().Path);
        var start = await Timed.PairAsync($"{Many} servers, start", "`lxc launch --ephemeral`, 8 at once", runs, OursAsync, TheirsAsync);
        return
        [
            start,
            new($"{Many} servers, kill", "`lxc stop --force --all`", kills[1..], theirKills[1..]),
            new("memory that one idle server takes, MiB", "an instance of LXD", ours[1..], theirMemory[1..]),
        ];

        async Task<double> OursAsync()
        {
            var before = Available();
            var seconds = await Timed.ProgramAsync(world.Command("server", "start", image.Id, "--name", "bench-fleet", "--count", $"{Many}"));
            await Task.Delay(Rest);
            memory.Add((before - Available()) / Many);
            kills.Add(await Timed.ProgramAsync(world.Command("server", "stop", "bench-fleet-*", "--force")));
            await Task.Delay(Rest);
            return seconds;
        }

        async Task<double> TheirsAsync()
        {
            var before = Available();
            var seconds = await Timed.ActionAsync(() => lxd.LaunchAsync(Many, string.Join(' ', image.Definition.Init)));
            await Task.Delay(Rest);
            theirMemory.Add((before - Available()) / Many);
            theirKills.Add(await Timed.ActionAsync(lxd.KillAllAsync));
            await Task.Delay(Rest);
            return seconds;
        }
    }

    /// <summary>Memory that the host can still give away, in MiB: what a server takes in the kernel counts too.</summary>
    internal static double Available() =>
        double.Parse(File.ReadLines("/proc/meminfo").First(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;
}
