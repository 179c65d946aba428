using System.Diagnostics;
using System.Globalization;
using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Faults;

/// <summary>SIGKILL at any moment: the next command works, and nothing is left.</summary>
public sealed class KilledTests(DebianServer debian) : FaultTests
{
    private static readonly int Times = Moments.Count(12);
    private const int Seed = 20161;
    private TimeSpan _whole;

    [Fact]
    public async Task What_a_killed_import_leaves_is_cleared_up_by_the_next_command()
    {
        var repository = await Bench.NewAsync();
        var watch = Stopwatch.StartNew();
        var commit = (await Bench.DoAsync(Import(repository))).GetProperty("commit").GetString();
        var whole = watch.Elapsed;
        await Bench.DoAsync("dependency", "remove", "base", "--repo", repository);
        var ended = 0;

        foreach (var moment in Within(whole, "import"))
        {
            using (var started = StartedProgram.Start(Bench, Import(repository)))
            {
                await Task.Delay(moment);
                started.Kill();
                ended += await EndedBeforeAsync(started) ? 1 : 0;
            }
            var removed = await Bench.Program.RunAsync("--json", "dependency", "remove", "base", "--repo", repository);

            Assert.True(removed.ExitCode is 0 or 4, removed.Error);
            await AssertSoundAsync(repository);
            await AssertNothingLeftAsync(repository);
        }

        Say($"{ended} of {Times} had ended before");
        Assert.True(ended < Times / 2, $"{ended} of {Times} had ended before they were killed");
        Assert.Equal(commit, (await Bench.DoAsync(Import(repository))).GetProperty("commit").GetString());
        await AssertSoundAsync(repository);
    }

    [Fact]
    public async Task A_killed_import_is_cleared_up_by_the_next_build_too()
    {
        var repository = await Bench.NewAsync();
        using (var started = StartedProgram.Start(Bench, Import(repository)))
        {
            await ImportingAsync(repository);
            started.Kill();
            await started.EndAsync();
        }
        await Leftovers.WaitForProcessesAsync(Bench.Folder);

        await Bench.BuildAsync(repository);

        await AssertNothingLeftAsync(repository);
        await AssertSoundAsync(repository);
    }

    [Fact]
    public async Task What_a_killed_build_leaves_is_cleared_up_by_the_next_command()
    {
        var repository = await debian.CopyToAsync(Bench.At("nginx"));
        await Bench.BuildAsync(repository);
        var watch = Stopwatch.StartNew();
        var expected = await Bench.BuildAsync(repository, "--force");
        var whole = watch.Elapsed;
        var ended = 0;

        foreach (var moment in Within(whole, "build"))
        {
            using (var started = StartedProgram.Start(Bench, "image", "build", "--force", "--repo", repository))
            {
                await Task.Delay(moment);
                started.Kill();
                ended += await EndedBeforeAsync(started) ? 1 : 0;
            }
            await AssertImagesWholeAsync();
            await Leftovers.WaitForProcessesAsync(Bench.Folder);

            Assert.Equal(expected.Identity, (await Bench.BuildAsync(repository)).Identity);
            await AssertImagesWholeAsync();
            await AssertSoundAsync(repository);
            await AssertNothingLeftAsync(repository);
        }

        Say($"{ended} of {Times} had ended before");
        Assert.True(ended < Times / 2, $"{ended} of {Times} had ended before they were killed");
    }

    [Fact]
    public async Task A_clone_that_is_killed_is_no_repository_and_can_be_made_again()
    {
        var repository = await debian.RepositoryAsync();
        foreach (var moment in (int[])[200, 400, 600, 900])
        {
            using var started = StartedProgram.Start(Bench, "repo", "clone", repository, Bench.At("clone"));
            await Task.Delay(moment);
            started.Kill();
            await started.EndAsync();
            await Leftovers.WaitForProcessesAsync(Bench.Folder);

            if (!Path.Exists(Bench.At("clone")))
            {
                await Bench.DoAsync("repo", "clone", repository, Bench.At("clone"));
            }
            await AssertSoundAsync(Bench.At("clone"));
            Assert.Equal(["clone", "tmp"], Directory.EnumerateFileSystemEntries(Bench.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            Directory.Delete(Bench.At("clone"), recursive: true);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    [InlineData(500)]
    public async Task Ctrl_C_ends_an_import_with_130_and_leaves_nothing(int milliseconds)
    {
        var repository = await Bench.NewAsync();
        var head = await Workbench.GitAsync(repository, "rev-parse", "HEAD");

        using var started = StartedProgram.Start(Bench, Import(repository));
        await ImportingAsync(repository);
        await Task.Delay(milliseconds);
        await started.InterruptAsync();
        var result = await started.EndAsync();

        Assert.True(result.ExitCode == 130, $"{result.ExitCode}: {result.Output}{result.Error}");
        Assert.Equal(head, await Workbench.GitAsync(repository, "rev-parse", "HEAD"));
        await AssertNothingLeftAsync(repository);
        await AssertSoundAsync(repository);
    }

    [Fact]
    public async Task Ctrl_C_ends_a_build_with_130_and_leaves_nothing()
    {
        var repository = await debian.CopyToAsync(Bench.At("nginx"));
        using var started = StartedProgram.Start(Bench, "image", "build", "--repo", repository);
        await Eventually.HoldsAsync(() => Workbench.InFolder(Bench.At("home/work")).Length > 0, pause: 5);
        await started.InterruptAsync();
        var result = await started.EndAsync();

        Assert.True(result.ExitCode == 130, $"{result.ExitCode}: {result.Output}{result.Error}");
        Assert.Empty(Directory.Exists(Bench.At("home/images")) ? Directory.EnumerateFileSystemEntries(Bench.At("home/images")) : []);
        await AssertNothingLeftAsync(repository);
        await AssertSoundAsync(repository);
    }

    // The scratch repository is there, and mmdebstrap has two seconds or more to go.
    private static async Task ImportingAsync(string repository)
    {
        var work = Path.Combine(repository, ".git/containerstate/work");
        await Eventually.HoldsAsync(() => Workbench.InFolder(work).Any(folder => Directory.Exists(folder + "/repository")), "an import began");
    }

    private async Task<bool> EndedBeforeAsync(StartedProgram started)
    {
        var ended = (await started.EndAsync()).ExitCode == 0;
        _whole *= ended ? 0.7 : 1;
        return ended;
    }

    // A run that ends early says that the machine has become faster than it was when the whole was measured.
    private IEnumerable<TimeSpan> Within(TimeSpan whole, string what)
    {
        _whole = whole;
        Say(string.Create(CultureInfo.InvariantCulture, $"{what}: {whole.TotalSeconds:0.00} s, {Times} moments, seed {Seed}"));
        var random = new Random(Seed);
        // Moments in the last tenth count twice: that is where commits and renames are.
        return Enumerable.Range(0, Times).Select(i => _whole * (i % 5 == 0 ? 0.9 + (0.1 * random.NextDouble()) : random.NextDouble()));
    }
}
