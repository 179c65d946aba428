using ContainerState.Platform;

namespace ContainerState.Benchmarks;

/// <summary>From a commit to an image.</summary>
internal static class BuildBenchmarks
{
    public static async Task<IReadOnlyList<BenchmarkRow>> RunAsync(BenchmarkWorld world, int runs)
    {
        var file = Path.Combine(world.Folder, "plain.squashfs");
        var pack = new ProgramCommand("tar2sqfs").With("--quiet", "--force", "--compressor", "zstd", "--comp-extra", "level=1", file);
        var change = 0;
        return
        [
            await Timed.PairAsync(
                "build, nothing changed", "`git rev-parse HEAD`", runs,
                () => Timed.ProgramAsync(world.Command("image", "build")),
                () => Timed.ProgramAsync(new ProgramCommand("git") { WorkingDirectory = world.Repository.Path }.With("rev-parse", "HEAD"))),
            await Timed.PairAsync(
                "image from pinned content, nothing cached", "`tar2sqfs` from a ready tar", runs,
                () => Timed.ProgramAsync(world.Command("image", "build", "--force")),
                () => Timed.ProgramAsync(pack, world.Tar)),
            await Timed.PairAsync(
                "image from pinned content, nothing cached", "`git archive` to a file, then `tar2sqfs`", runs,
                () => Timed.ProgramAsync(world.Command("image", "build", "--force")),
                async () =>
                {
                    var tar = Path.Combine(world.Folder, "archive.tar");
                    return await Timed.ActionAsync(() => BenchmarkWorld.GitAsync(world.Repository.Path, "archive", "--format=tar", "--output", tar, world.Image.Id, ":(exclude).containerstate"))
                        + await Timed.ProgramAsync(pack, tar);
                }),
            await Timed.PairAsync(
                "one line of a page changed, to a bootable image", "`tar2sqfs` from a ready tar", runs,
                async () =>
                {
                    await File.AppendAllTextAsync(Path.Combine(world.Repository.Path, "rootfs/srv/www/index.html"), $"<p>{change++}\n");
                    await BenchmarkWorld.GitAsync(world.Repository.Path, "commit", "--quiet", "--all", "--message", "Change a line");
                    return await Timed.ProgramAsync(world.Command("image", "build"));
                },
                () => Timed.ProgramAsync(pack, world.Tar)),
        ];
    }
}
