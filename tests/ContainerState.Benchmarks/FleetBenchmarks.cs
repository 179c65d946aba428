using ContainerState.Builds;
using ContainerState.Imports;
using ContainerState.Repositories;
using ContainerState.Tests;

namespace ContainerState.Benchmarks;

/// <summary>Many servers of one image, next to plain LXC and to LXD: started, idle, killed.</summary>
internal static class FleetBenchmarks
{
    private const int Many = 100;
    private const int Layers = 5;

    // Time for what has just started to come to rest.
    internal static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    private static async Task<StateRepo> SmallAsync(BenchmarkWorld world, string name)
    {
        var repository = await StateRepo.CreateAsync(Path.Combine(world.Folder, name));
        await StateDependencies.AddAsync(ThisHost.Host, repository, new DebianDependencyRequest(["busybox-static"]) { Name = "base", Variant = "extract" });
        return repository;
    }

    // Components that are layers by themselves.
    private static async Task AddLargeAsync(StateRepo repository, int count)
    {
        var random = new Random(1);
        for (var number = 0; number < count; number++)
        {
            var content = new byte[9 << 20];
            random.NextBytes(content);
            Directory.CreateDirectory(Path.Combine(repository.Path, $"data/{number}"));
            await File.WriteAllBytesAsync(Path.Combine(repository.Path, $"data/{number}/content"), content);
            await File.WriteAllTextAsync(Path.Combine(repository.Path, $"components/data-{number}.yaml"), $"source: data/{number}\nto: /srv/{number}\n");
        }
        await BenchmarkWorld.GitAsync(repository.Path, "add", "--all");
        await BenchmarkWorld.GitAsync(repository.Path, "commit", "--quiet", "--message", "Add data");
    }

    public static async Task<IReadOnlyList<BenchmarkRow>> BesideLxcAsync(BenchmarkWorld world, int runs)
    {
        var repository = await SmallAsync(world, "layered");
        await AddLargeAsync(repository, Layers - 1);
        var image = await ThisHost.Builder.BuildAsync(repository, new BuildOptions());
        if (image.Layers.Count != Layers)
        {
            throw new InvalidOperationException($"The image has {image.Layers.Count} layers.");
        }
        // One server stays up, so that the image is mounted for both sides.
        var anchor = await ServerBenchmarks.StartOneAsync(image, "bench-anchor");
        try
        {
            using var peers = await PlainLxc.CreateAsync(world, anchor, Many);
            var (kills, theirKills) = (new List<double>(), new List<double>());
            var start = await Timed.PairAsync(
                $"{Many} servers of {Layers} layers, start", "`lxc-start` with the same configuration and root, 8 at once", runs,
                async () =>
                {
                    var seconds = await Timed.ProgramAsync(world.Command("server", "start", image.Id, "--name", "bench-fleet", "--count", $"{Many}"));
                    await Task.Delay(Rest);
                    kills.Add(await Timed.ProgramAsync(world.Command("server", "stop", "bench-fleet-*", "--force")));
                    await Task.Delay(Rest);
                    return seconds;
                },
                async () =>
                {
                    var seconds = await Timed.ActionAsync(peers.StartAllAsync);
                    await Task.Delay(Rest);
                    theirKills.Add(await Timed.ActionAsync(peers.KillAllAsync));
                    await Task.Delay(Rest);
                    return seconds;
                });
            return [start, new($"{Many} servers of {Layers} layers, kill", "`lxc-stop -k`, 8 at once", kills[1..], theirKills[1..])];
        }
        finally
        {
            await ThisHost.Servers.StopAsync(anchor, force: true);
        }
    }

    public static async Task<IReadOnlyList<BenchmarkRow>> BesideLxdAsync(BenchmarkWorld world, int runs)
    {
        var image = await ThisHost.Builder.BuildAsync(await SmallAsync(world, "small"), new BuildOptions());
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
