using System.Diagnostics;
using System.Globalization;
using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Integration.Tests.Steps;
using Xunit;

namespace ContainerState.Integration.Tests.Faults;

/// <summary>SIGKILL at any moment while results are sent or taken: the next command does the whole, and nothing is left.</summary>
public sealed class KilledCacheTests : StepTests
{
    private static readonly int Times = Moments.Count(8);
    private const int Seed = 8086;
    private const string Results = "refs/containerstate/builds/";

    [Fact]
    public async Task A_push_that_is_killed_is_done_by_the_next()
    {
        await BuildResultsAsync();
        var whole = await TimeAsync(() => PushAsync());

        await KillAsync(whole, "push", ["cache", "push", Remote, "--repo", Repository], MakeRemoteAsync, async () =>
        {
            // What is there is whole: git moves objects and references into place at the end.
            Assert.Equal("", await Workbench.GitAsync(Remote, "fsck", "--strict", "--no-dangling", "--no-progress"));
            await PushAsync();
            Assert.Equal(await ReferencesAsync(Repository), await ReferencesAsync(Remote));
            Assert.Equal("", await Workbench.GitAsync(Remote, "fsck", "--strict", "--no-dangling", "--no-progress"));
        });
    }

    [Fact]
    public async Task A_pull_that_is_killed_is_done_by_the_next()
    {
        await BuildResultsAsync();
        await PushAsync();
        await Workbench.GitAsync(Repository, "push", "--quiet", Remote, "HEAD:refs/heads/main");
        var clone = Bench.At("clone");
        await CloneAsync();
        var whole = await TimeAsync(() => PullAsync());

        await KillAsync(whole, "pull", ["cache", "pull", Remote, "--repo", clone], CloneAsync, async () =>
        {
            await PullAsync();
            Assert.Equal(await ReferencesAsync(Remote), await ReferencesAsync(clone));
            await FaultTests.AssertSoundAsync(clone);
        });

        async Task CloneAsync()
        {
            if (Directory.Exists(clone))
            {
                Directory.Delete(clone, recursive: true);
            }
            await Bench.DoAsync("repo", "clone", Remote, clone);
        }

        async Task PullAsync() => Assert.Equal(0, (await Bench.Program.RunAsync("cache", "pull", Remote, "--repo", clone)).ExitCode);
    }

    private string Remote => Bench.At("remote.git");

    /// <summary>Two results of bytes that cannot be packed smaller, so that sending them takes its time.</summary>
    private async Task BuildResultsAsync()
    {
        await ComponentAsync("a", "head -c 30000000 /dev/urandom > $OUT/a");
        await ComponentAsync("b", "head -c 10000000 /dev/urandom > $OUT/b");
        await BuildAsync();
        await MakeRemoteAsync();
    }

    private async Task MakeRemoteAsync()
    {
        if (Directory.Exists(Remote))
        {
            Directory.Delete(Remote, recursive: true);
        }
        await Workbench.RunAsync("git", "init", "--quiet", "--bare", "--initial-branch=main", Remote);
    }

    private async Task PushAsync() => Assert.Equal(0, (await Bench.Program.RunAsync("cache", "push", Remote, "--repo", Repository)).ExitCode);

    private static async Task<TimeSpan> TimeAsync(Func<Task> action)
    {
        var watch = Stopwatch.StartNew();
        await action();
        return watch.Elapsed;
    }

    private async Task KillAsync(TimeSpan whole, string what, string[] command, Func<Task> prepare, Func<Task> check)
    {
        var random = new Random(Seed);
        var ended = 0;
        for (var i = 0; i < Times; i++)
        {
            await prepare();
            using (var started = StartedProgram.Start(Bench, command))
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
            // What git left running ends by itself, as nobody reads it any more.
            await Leftovers.WaitForProcessesAsync(Bench.Folder);
            await check();
            await FaultTests.AssertSoundAsync(Repository);
            await Leftovers.AssertNoneAsync(Bench.Folder, Bench.At("tmp"), Bench.At("home/work"), Path.Combine(Repository, ".git/containerstate/work"));
        }
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {whole.TotalSeconds:0.00} s, {Times} moments, seed {Seed}, {ended} had ended before"));
        Assert.True(ended < Times / 2, $"{ended} of {Times} had ended before they were killed");
    }

    private static Task<string> ReferencesAsync(string repository) => Workbench.GitAsync(repository, "for-each-ref", "--format=%(refname) %(objectname)", Results);
}
