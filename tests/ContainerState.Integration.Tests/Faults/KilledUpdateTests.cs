using System.Diagnostics;
using System.Globalization;
using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Faults;

/// <summary>SIGKILL at any moment of an update: all of it is there or nothing, and nothing is left.</summary>
public sealed class KilledUpdateTests : FaultTests
{
    private const int Dependencies = 6;
    private const int Seed = 20162;
    private static readonly int Times = Moments.Count(8);

    [Fact]
    public async Task A_killed_update_is_all_there_or_not_at_all()
    {
        var repository = await Bench.NewAsync();
        for (var number = 0; number < Dependencies; number++)
        {
            var remote = await Bench.RemoteAsync($"l{number}", ("file", "0"));
            string[] more = number == 0 ? ["--side-by-side", "--name", "side"] : [];
            await Bench.DoAsync(["dependency", "add", remote, "--repo", repository, .. more]);
        }
        await Workbench.GitAsync(repository, "submodule", "--quiet", "update", "--init", "deps/l1");
        await ChangeAsync(1);
        var watch = Stopwatch.StartNew();
        await Bench.DoAsync("dependency", "update", "--repo", repository);
        var whole = watch.Elapsed;
        var random = new Random(Seed);
        var done = 0;

        for (var time = 0; time < Times; time++)
        {
            await ChangeAsync(time + 2);
            var before = await Workbench.GitAsync(repository, "rev-parse", "HEAD");
            // Moments in the last fifth count more: that is where commits and renames are.
            var moment = whole * (time % 3 == 0 ? 0.8 + (0.3 * random.NextDouble()) : random.NextDouble());
            using (var started = StartedProgram.Start(Bench, "dependency", "update", "--repo", repository))
            {
                await Task.Delay(moment);
                started.Kill();
                await started.EndAsync();
            }
            await Leftovers.WaitForProcessesAsync(Bench.Folder);
            // The next command that changes something, whatever it is.
            await Bench.FailAsync("DependencyNotFound", "dependency", "remove", "nowhere", "--repo", repository);

            var after = await Workbench.GitAsync(repository, "rev-parse", "HEAD");
            done += after == before ? 0 : 1;
            Say(string.Create(CultureInfo.InvariantCulture, $"{moment.TotalSeconds:0.00} of {whole.TotalSeconds:0.00} s: {(after == before ? "nothing" : "all")}"));
            await AssertSoundAsync(repository);
            await AssertNothingLeftAsync(repository);
            var pinned = await PinsAsync(repository);
            Assert.Single(pinned.Values.Distinct());
            Assert.Equal(after == before ? before : await Workbench.GitAsync(repository, "rev-parse", "HEAD^"), before);
            Assert.Equal("Complete", (await Bench.DoAsync("repo", "test", "--repo", repository)).GetProperty("complete").GetBoolean() ? "Complete" : "not");
            // What is pinned is what is checked out.
            Assert.Equal(await Workbench.GitAsync(repository, "rev-parse", "HEAD:deps/l1"), await Workbench.GitAsync(Path.Combine(repository, "deps/l1"), "rev-parse", "HEAD"));
        }

        Assert.True(done < Times, "Every update had ended before it was killed.");
        await Bench.DoAsync("dependency", "update", "--repo", repository);
        Assert.Equal([$"{Times + 1}"], (await PinsAsync(repository)).Values.Distinct());
        await AssertSoundAsync(repository);
    }

    private async Task ChangeAsync(int number)
    {
        for (var remote = 0; remote < Dependencies; remote++)
        {
            await Workbench.WriteAsync(Bench.At($"l{remote}"), "file", number.ToString(CultureInfo.InvariantCulture));
            await Workbench.CommitAsync(Bench.At($"l{remote}"));
        }
    }

    /// <summary>What the file of each pinned commit says.</summary>
    private async Task<Dictionary<string, string>> PinsAsync(string repository)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var remote = 0; remote < Dependencies; remote++)
        {
            var commit = remote == 0
                ? (await Workbench.GitAsync(repository, "show", "HEAD:deps/side.yaml")).Split("commit: '")[1][..40]
                : await Workbench.GitAsync(repository, "rev-parse", $"HEAD:deps/l{remote}");
            result[$"l{remote}"] = await Workbench.GitAsync(Bench.At($"l{remote}"), "show", commit + ":file");
        }
        return result;
    }
}
