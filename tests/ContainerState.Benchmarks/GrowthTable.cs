using System.Globalization;
using ContainerState.Repositories;

namespace ContainerState.Benchmarks;

/// <summary>How time and disk grow with files, components, versions and servers: whole processes, once each, a row as soon as it is known.</summary>
internal static class GrowthTable
{
    private const int FilesOfComponent = 10;
    private const int FilesOfFolder = 1000;

    public static async Task PrintAsync(BenchmarkWorld world)
    {
        Console.WriteLine("| what | number | first | one line changed | disk, MiB |\n|---|---:|---:|---:|---:|");
        foreach (var files in (int[])[1_000, 10_000, 100_000, 200_000])
        {
            await BuildsAsync(world, "files in one folder", files, folder => Fill(Path.Combine(folder, "parts/many"), files), "parts/many/0");
        }
        foreach (var files in (int[])[1_000, 10_000, 100_000, 200_000])
        {
            await BuildsAsync(world, $"files in folders of {FilesOfFolder}", files, folder => FillFolders(Path.Combine(folder, "parts/many"), files), "parts/many/d0/0");
        }
        foreach (var components in (int[])[10, 100, 1_000])
        {
            await BuildsAsync(world, $"components of {FilesOfComponent} files", components, folder => Components(folder, components), "parts/c0/0");
        }
        Console.WriteLine("\n| versions of one image, a line changed in each | seconds for each | disk, MiB |\n|---:|---:|---:|");
        foreach (var versions in (int[])[1, 20, 100])
        {
            await VersionsAsync(world, versions);
        }
        Console.WriteLine("\n| servers of one image | start | kill | memory for each, MiB |\n|---:|---:|---:|---:|");
        foreach (var servers in (int[])[1, 10, 100, 500])
        {
            await ServersAsync(world, servers);
        }
    }

    private static async Task BuildsAsync(BenchmarkWorld world, string what, int number, Action<string> fill, string changed)
    {
        var name = $"growth-{number}-{what.Replace(' ', '-')}";
        var repository = await StateRepo.CreateAsync(Path.Combine(world.Folder, name));
        Directory.CreateDirectory(Path.Combine(repository.Path, "components"));
        Directory.CreateDirectory(Path.Combine(repository.Path, "rootfs/bin"));
        await File.WriteAllTextAsync(Path.Combine(repository.Path, "rootfs/bin/busybox"), "");
        fill(repository.Path);
        await CommitAsync(repository.Path);
        var before = Stored(world);
        var first = await Timed.ProgramAsync(world.Command("image", "build", "--repo", repository.Path));
        var disk = Stored(world) - before;
        var changes = new List<double>();
        for (var turn = 0; turn < 3; turn++)
        {
            await File.AppendAllTextAsync(Path.Combine(repository.Path, changed), "another line\n");
            await CommitAsync(repository.Path);
            changes.Add(await Timed.ProgramAsync(world.Command("image", "build", "--repo", repository.Path)));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {number:N0} | {first:0.00} | {BenchmarkRow.Median(changes):0.00} | {disk / 1048576.0:0.0} |"));
        Directory.Delete(repository.Path, recursive: true);
    }

    private static async Task VersionsAsync(BenchmarkWorld world, int versions)
    {
        await Timed.ProgramAsync(world.Command("image", "build"));
        var before = Stored(world);
        var seconds = new List<double>();
        for (var version = 1; version < versions; version++)
        {
            await File.WriteAllTextAsync(Path.Combine(world.Repository.Path, "rootfs/srv/www/index.html"), $"<p>{versions} {version}\n");
            await CommitAsync(world.Repository.Path);
            seconds.Add(await Timed.ProgramAsync(world.Command("image", "build")));
        }
        var disk = world.Image.SizeBytes + Stored(world) - before;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {versions} | {(seconds.Count == 0 ? "" : BenchmarkRow.Median(seconds).ToString("0.00", CultureInfo.InvariantCulture))} | {disk / 1048576.0:0.0} |"));
    }

    private static async Task ServersAsync(BenchmarkWorld world, int servers)
    {
        var before = FleetBenchmarks.Available();
        var start = await Timed.ProgramAsync(world.Command("server", "start", world.Image.Id, "--name", "bench-growth", "--count", $"{servers}"));
        await Task.Delay(FleetBenchmarks.Rest);
        var memory = (before - FleetBenchmarks.Available()) / servers;
        var kill = await Timed.ProgramAsync(world.Command("server", "stop", "bench-growth*", "--force"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {servers} | {start:0.00} | {kill:0.00} | {memory:0.0} |"));
    }

    private static async Task CommitAsync(string repository)
    {
        await BenchmarkWorld.GitAsync(repository, "add", "--all");
        await BenchmarkWorld.GitAsync(repository, "commit", "--quiet", "--message", "Change");
    }

    private static void Components(string folder, int count)
    {
        for (var number = 0; number < count; number++)
        {
            Fill(Path.Combine(folder, $"parts/c{number}"), FilesOfComponent);
            File.WriteAllText(Path.Combine(folder, $"components/c{number}.yaml"), $"source: parts/c{number}\nto: /srv/c{number}\n");
        }
    }

    private static void Write(string folder, int files)
    {
        Directory.CreateDirectory(folder);
        for (var number = 0; number < files; number++)
        {
            File.WriteAllText(Path.Combine(folder, number.ToString(CultureInfo.InvariantCulture)), $"content {Path.GetFileName(folder)} {number}\n");
        }
    }

    private static void FillFolders(string folder, int files)
    {
        for (var number = 0; number < files / FilesOfFolder; number++)
        {
            Write(Path.Combine(folder, $"d{number}"), FilesOfFolder);
        }
        Fill(folder, 0);
    }

    private static void Fill(string folder, int files)
    {
        Write(folder, files);
        var name = Path.GetFileName(folder);
        File.WriteAllText(Path.Combine(folder, $"../../components/{name}.yaml"), $"source: parts/{name}\nto: /srv/{name}\n");
    }

    // Images and layers together: what the disk really gives them.
    private static long Stored(BenchmarkWorld world) => new DirectoryInfo(Path.Combine(world.Folder, "home"))
        .EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.FullName.Contains("/layers/", StringComparison.Ordinal) || file.FullName.Contains("/images/", StringComparison.Ordinal))
        .Sum(file => (file.Length + 4095) / 4096 * 4096);
}
