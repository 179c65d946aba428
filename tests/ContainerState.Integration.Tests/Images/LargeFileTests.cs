using System.Globalization;
using System.Security.Cryptography;
using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Images;

public sealed class LargeFileTests : IDisposable
{
    private const int Megabytes = 300;
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_file_of_300_MB_is_built_in_far_less_memory_than_its_size()
    {
        var repository = await bench.NewAsync();
        var file = Path.Combine(repository, "rootfs/large");
        await using (var stream = File.Create(file))
        {
            // Noise: the worst case for every compressor on the way.
            var random = new Random(1);
            var buffer = new byte[1 << 20];
            for (var i = 0; i < Megabytes; i++)
            {
                random.NextBytes(buffer);
                await stream.WriteAsync(buffer);
            }
        }
        await Workbench.GitAsync(repository, "-c", "core.compression=0", "add", "rootfs/large");
        await Workbench.CommitAsync(repository);

        var build = bench.BuildAsync(repository);
        var peak = await PeakMegabytesAsync(build);
        var image = await build;

        TestContext.Current.TestOutputHelper?.WriteLine($"largest process: {peak} MB");
        Assert.True(peak < Megabytes * 2 / 3, $"{peak} MB in one process");
        await image.UnpackAsync(bench.At("root"), "large");
        Assert.Equal(await DigestAsync(file), await DigestAsync(bench.At("root/large")));
    }

    private static async Task<string> DigestAsync(string file)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream));
    }

    // The most memory of its own that any of the command's processes was seen with, in MB; a file that it maps is the cache's.
    private async Task<long> PeakMegabytesAsync(Task running)
    {
        var peak = 0L;
        while (!running.IsCompleted)
        {
            foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
            {
                try
                {
                    if (File.ReadAllText(process + "/environ").Contains(bench.Folder, StringComparison.Ordinal))
                    {
                        var line = File.ReadLines(process + "/status").FirstOrDefault(text => text.StartsWith("RssAnon:", StringComparison.Ordinal));
                        peak = Math.Max(peak, line is null ? 0 : long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024);
                    }
                }
                catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
                {
                    // The process has ended meanwhile.
                }
            }
            await Task.Delay(10);
        }
        Assert.NotEqual(0, peak);
        return peak;
    }
}
