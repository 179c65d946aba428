using ContainerState.Platform;

namespace ContainerState.Benchmarks;

/// <summary>A component compiled from source: busybox by gcc, next to the same text in a changed root and to buildah.</summary>
internal static class StepBenchmarks
{
    private const string Chroot = "the same text in a chroot";
    private const string Buildah = "`buildah bud --layers`";

    public static async Task<IReadOnlyList<BenchmarkRow>> RunAsync(BenchmarkWorld benchmark, int runs)
    {
        if (ProgramRunner.Find("buildah") is null)
        {
            await ProgramRunner.RunAsync(new ProgramCommand("apt-get").With("install", "--yes", "--quiet", "--no-install-recommends", "buildah"));
        }
        var world = await StepWorld.CreateAsync(benchmark);
        var cache = Path.Combine(benchmark.Folder, "cache.git");
        await BenchmarkWorld.GitAsync(benchmark.Folder, "init", "--quiet", "--bare", cache);
        var rows = new List<BenchmarkRow>
        {
            await Timed.PairAsync("busybox from source, every step run", Chroot, runs, NoCacheAsync, () => world.ChrootAsync(clean: true)),
            await Timed.PairAsync("busybox from source, every step run", Buildah, runs, NoCacheAsync, () => world.LayersAsync(clean: true)),
            await Timed.PairAsync("nothing changed", "`make` in a chroot", runs, BuildAsync, () => world.ChrootAsync(clean: false)),
            await Timed.PairAsync("nothing changed", Buildah, runs, BuildAsync, () => world.LayersAsync(clean: false)),
            await Timed.PairAsync("one line of its source changed", "`make` in a chroot, where the objects of before are", runs, ChangedAsync, () => world.ChrootAsync(clean: false)),
            await Timed.PairAsync("one line of its source changed", Buildah, runs, ChangedAsync, () => world.LayersAsync(clean: false)),
        };
        await ProgramRunner.RunAsync(world.Command("cache", "push", cache));
        var clones = 0;
        rows.Add(await Timed.PairAsync("`cache pull` into a second clone, then the image", "", runs, PulledAsync, theirs: null));
        return rows;

        Task<double> NoCacheAsync() => Timed.ProgramAsync(world.Command("image", "build", "--no-cache"));

        Task<double> BuildAsync() => Timed.ProgramAsync(world.Command("image", "build"));

        async Task<double> ChangedAsync()
        {
            await world.ChangeAsync();
            return await BuildAsync();
        }

        async Task<double> PulledAsync()
        {
            var clone = Path.Combine(benchmark.Folder, $"clone-{clones++}");
            await BenchmarkWorld.GitAsync(benchmark.Folder, "clone", "--quiet", "--no-local", world.Repository, clone);
            return await Timed.ProgramAsync(world.Command("cache", "pull", cache) with { WorkingDirectory = clone })
                + await Timed.ProgramAsync(world.Command("image", "build", "--force") with { WorkingDirectory = clone });
        }
    }
}
