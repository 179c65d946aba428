using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Faults;

/// <summary>SIGKILL at any moment while images are cleared away.</summary>
public sealed class KilledClearTests : FaultTests
{
    private const int Seed = 80386;
    private const int Versions = 3;
    private static readonly int Times = Moments.Count(8);

    private int _version;

    [Fact]
    public async Task A_killed_clear_takes_no_layer_that_an_image_names()
    {
        var repository = await Bench.NewAsync();
        var content = new byte[9 << 20];
        new Random(Seed).NextBytes(content);
        await Workbench.WriteAsync(repository, "rootfs/bin/busybox", "");
        await Workbench.WriteAsync(repository, "data/content", Convert.ToBase64String(content));
        await Workbench.WriteAsync(repository, "components/data.yaml", "source: data\nto: /srv/data\n");
        var random = new Random(Seed);
        await BuildSomeAsync(repository);
        var watch = Stopwatch.StartNew();
        await ClearAsync(repository);
        var whole = watch.Elapsed;
        var ended = 0;

        for (var i = 0; i < Times; i++)
        {
            await BuildSomeAsync(repository);
            using (var started = StartedProgram.Start(Bench, ["cache", "clear", "--keep-images", "1", "--repo", repository]))
            {
                await Task.Delay(whole * random.NextDouble());
                started.Kill();
                if ((await started.EndAsync()).ExitCode == 0)
                {
                    // It was slower when the whole was measured.
                    ended++;
                    whole *= 0.8;
                }
            }
            await AssertImagesWholeAsync();
            await ClearAsync(repository);
            await AssertImagesWholeAsync();
            Assert.Equal(Named(), Stored());
            await AssertSoundAsync(repository);
            await AssertNothingLeftAsync(repository);
        }

        Say(string.Create(CultureInfo.InvariantCulture, $"{whole.TotalSeconds:0.00} s, {Times} moments, seed {Seed}, {ended} had ended before"));
        Assert.True(ended < Math.Max(2, Times / 2), $"{ended} of {Times} had ended before they were killed");
    }

    private async Task BuildSomeAsync(string repository)
    {
        for (var i = 0; i < Versions; i++)
        {
            await Workbench.WriteAsync(repository, "rootfs/srv/www/index.html", string.Create(CultureInfo.InvariantCulture, $"{++_version}\n"));
            await Workbench.CommitAsync(repository);
            await Bench.BuildAsync(repository);
        }
    }

    private async Task ClearAsync(string repository) =>
        Assert.Equal(0, (await Bench.Program.RunAsync("cache", "clear", "--keep-images", "1", "--older-than-days", "0", "--repo", repository)).ExitCode);

    private List<string> Named() => [.. Directory.EnumerateDirectories(Bench.At("home/images"))
        .SelectMany(folder => JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "image.json"))).RootElement.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("id").GetString()!))
        .Distinct().Order(StringComparer.Ordinal)];

    private List<string> Stored() => [.. Directory.EnumerateFiles(Bench.At("home/layers"), "*.squashfs").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];
}
