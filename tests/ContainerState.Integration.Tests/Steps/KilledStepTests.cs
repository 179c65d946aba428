using System.Diagnostics;
using System.Globalization;
using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Integration.Tests.Faults;
using ContainerState.Integration.Tests.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Steps;

/// <summary>Builds that are killed, stopped or run at once.</summary>
public sealed class KilledStepTests : LoneStepTests
{
    private static readonly int Times = Moments.Count(30);
    private const int Seed = 4711;

    [Fact]
    public async Task A_build_killed_at_any_moment_leaves_nothing_and_ids_stay_the_same()
    {
        await TwoLevelsAsync();
        var expected = await BuildAsync();
        var results = await ResultsAsync();
        var whole = await WholeAsync();
        var random = new Random(Seed);
        var ended = 0;

        for (var i = 0; i < Times; i++)
        {
            await ForgetAsync();
            using (var started = StartedProgram.Start(Bench, "image", "build", "--repo", Repository))
            {
                await Task.Delay(whole * random.NextDouble());
                started.Kill();
                if ((await started.EndAsync()).ExitCode == 0)
                {
                    // It was slower when the whole was measured.
                    ended++;
                    whole *= 0.9;
                }
            }
            if (i % 5 != 0)
            {
                // Most often the next is killed as well.
                continue;
            }
            Assert.Equal(expected.Identity, (await BuildAsync()).Identity);
            Assert.Equal(results, await ResultsAsync());
            Assert.Equal("", await Workbench.GitAsync(Repository, "fsck", "--strict", "--no-dangling", "--no-progress"));
            await Leftovers.AssertNoneAsync(Bench.Folder, Bench.At("tmp"), Bench.At("home/work"), Path.Combine(Repository, ".git/containerstate/work"));
            Assert.Empty(Directory.EnumerateFileSystemEntries("/run/containerstate/builds"));
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{whole.TotalSeconds:0.00} s, {ended} of {Times} had ended before"));
        Assert.True(ended < Times / 2, $"{ended} of {Times} had ended before they were killed");
        Assert.Equal(expected.Identity, (await BuildAsync()).Identity);
    }

    [Fact]
    public async Task A_killed_build_is_cleared_up_by_a_build_without_changes()
    {
        await TwoLevelsAsync();
        await BuildAsync();
        await SleepingAsync();

        using (var started = StartedProgram.Start(Bench, "image", "build", "--repo", Repository))
        {
            await RunningAsync(started);
            started.Kill();
            await started.EndAsync();
        }
        await Workbench.GitAsync(Repository, "reset", "--hard", "--quiet", "HEAD~1");

        Assert.True((await Bench.BuildAsync(Repository)).Cached);
        Assert.Empty(Directory.EnumerateFileSystemEntries("/run/containerstate/builds"));
    }

    [Fact]
    public async Task Ctrl_C_ends_a_build_with_130_and_leaves_nothing()
    {
        await SleepingAsync();
        using var started = StartedProgram.Start(Bench, "image", "build", "--repo", Repository);
        await RunningAsync(started);

        await started.InterruptAsync();
        var result = await started.EndAsync();

        Assert.True(result.ExitCode == 130, $"{result.ExitCode}: {result.Output}{result.Error}");
        Assert.Empty(Directory.EnumerateFileSystemEntries("/run/containerstate/builds"));
        Assert.Empty(await ResultsAsync());
    }

    [Fact]
    public async Task Two_builds_of_one_commit_at_once_come_to_the_same()
    {
        await TwoLevelsAsync();
        await CommitAsync();

        var images = await Task.WhenAll(Bench.BuildAsync(Repository), Bench.BuildAsync(Repository), Bench.BuildAsync(Repository));

        Assert.Single(images.Select(image => image.Identity).Distinct());
    }

    [Fact]
    public async Task A_server_that_starts_and_stops_meanwhile_does_not_disturb_a_build()
    {
        await ComponentAsync("a", "i=0; while [ $i -lt 30 ]; do sleep 0.1; i=$((i+1)); done; touch $OUT/a");
        await CommitAsync();

        var building = Bench.BuildAsync(Repository);
        for (var i = 0; i < 3; i++)
        {
            var server = await ServerTests.StartAsync(TestImage.Shell("true"));
            await ThisHost.Servers.StopAsync(server, force: true);
        }

        Assert.False((await building).Cached);
    }

    private async Task TwoLevelsAsync()
    {
        await ComponentAsync("a", "head -c 100000 /dev/zero > $OUT/a", "keep: []");
        await ComponentAsync("b", "cp /a $OUT/b; sleep 0.1", "needs: [a]");
        await ComponentAsync("c", "cp text $OUT/c; sleep 0.1");
    }

    private async Task SleepingAsync()
    {
        await ComponentAsync("a", "sleep 100000");
        await CommitAsync();
    }

    private static async Task RunningAsync(StartedProgram started)
    {
        var watch = Stopwatch.StartNew();
        var begun = await Eventually.LookAsync(
            () => Directory.EnumerateFiles("/run/containerstate/builds", "lxc.log", SearchOption.AllDirectories).Any(), any => any || started.HasEnded, seconds: 120);
        if (!begun)
        {
            Assert.Fail($"No step began in {watch.Elapsed}. {await started.DescribeAsync()}");
        }
        await Task.Delay(200);
    }

    // As if nothing had ever been built.
    private async Task ForgetAsync()
    {
        foreach (var reference in (await Workbench.GitAsync(Repository, "for-each-ref", "--format=%(refname)", "refs/containerstate")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            await Workbench.GitAsync(Repository, "update-ref", "-d", reference);
        }
        foreach (var folder in (string[])["layers", "images"])
        {
            if (Directory.Exists(Bench.At($"home/{folder}")))
            {
                Directory.Delete(Bench.At($"home/{folder}"), recursive: true);
            }
        }
    }

    private async Task<TimeSpan> WholeAsync()
    {
        await ForgetAsync();
        var watch = Stopwatch.StartNew();
        await Bench.BuildAsync(Repository);
        return watch.Elapsed;
    }
}
