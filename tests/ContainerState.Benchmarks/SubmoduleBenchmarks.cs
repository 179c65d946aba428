using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Benchmarks;

/// <summary>Many pinned submodules, next to git.</summary>
internal static class SubmoduleBenchmarks
{
    private const int Many = 100;

    public static async Task<IReadOnlyList<BenchmarkRow>> RunAsync(BenchmarkWorld world, int runs)
    {
        var repository = (await StateRepo.CreateAsync(Path.Combine(world.Folder, "pins"))).Path;
        for (var number = 0; number < Many; number++)
        {
            var source = Path.Combine(world.Folder, $"sources/s{number}");
            Directory.CreateDirectory(source);
            await File.WriteAllTextAsync(Path.Combine(source, "file"), $"{number}\n");
            await BenchmarkWorld.GitAsync(source, "init", "--quiet");
            await BenchmarkWorld.GitAsync(source, "add", "--all");
            await BenchmarkWorld.GitAsync(source, "commit", "--quiet", "--message", "Begin");
            await BenchmarkWorld.GitAsync(repository, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", source, $"deps/s{number}");
        }
        await BenchmarkWorld.GitAsync(repository, "commit", "--quiet", "--message", "Pin them");
        return
        [
            await Timed.PairAsync(
                $"{Many} pinned submodules, listed with their states", "`git submodule status`", runs,
                () => Timed.ProgramAsync(world.Command("dependency", "list", "--repo", repository)),
                () => Timed.ProgramAsync(new ProgramCommand("git") { WorkingDirectory = repository }.With("submodule", "status"))),
        ];
    }
}
