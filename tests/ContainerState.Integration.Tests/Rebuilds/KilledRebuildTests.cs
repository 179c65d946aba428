using System.Diagnostics;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Integration.Tests.Faults;
using ContainerState.Integration.Tests.Supervisors;
using Xunit;

namespace ContainerState.Integration.Tests.Rebuilds;

/// <summary>SIGKILL to a rebuild at any moment: as many servers as before are well, and the next run ends what was begun.</summary>
public sealed class KilledRebuildTests(SmallServer small) : SupervisorTests(small)
{
    private static readonly int Times = Moments.Count(6);

    [Fact]
    public async Task Servers_are_well_and_the_next_run_ends_what_was_begun()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var repository = await CloneAsync();
        string[] command = ["server", "rebuild", "--repo", repository, "--name", Name, "--count", "2"];
        await Small.DoAsync(command);
        await CommitPageAsync(repository, "a small page, the second\n");
        var watch = Stopwatch.StartNew();
        await Small.DoAsync(command);
        var whole = watch.Elapsed;
        var tries = 0;
        // One that had ended before it was killed does not count.
        for (var killed = 0; killed < Times; tries++)
        {
            Assert.True(tries < 4 * Times, $"only {killed} of {tries} were killed at work");
            await CommitPageAsync(repository, $"a small page, number {tries}\n");
            var moment = whole * random.NextDouble();
            var what = $"seed {seed}, moment {moment}";
            using (var run = Small.Program.Start([], new Dictionary<string, string>(), command))
            {
                await Task.Delay(moment);
                run.Kill(entireProcessTree: false);
                await run.WaitForExitAsync();
                killed += run.ExitCode == 0 ? 0 : 1;
            }
            Assert.True(await SteadyClient.CountAnsweringAsync(Running()) >= 2, what);

            var next = await Small.DoAsync(command);

            Assert.True(next.GetProperty("outcome").GetString() is "Replaced" or "Unchanged", what);
            var servers = ThisHost.Servers.List(Name + "-*");
            Assert.Equal(2, servers.Count);
            Assert.All(servers, server => Assert.Equal((next.GetProperty("image").GetString(), "Running"), (server.Image, server.State)));
            Assert.Equal(await CommandLineProgram.GitAsync(repository, "rev-parse", "HEAD"), next.GetProperty("commit").GetString());
            // The half of an object that libgit2 was writing stays until Git's own collection.
            await CommandLineProgram.GitAsync(repository, "prune");
            await FaultTests.AssertSoundAsync(repository);
            Assert.Empty(Workbench.InFolder(Path.Combine(repository, ".git/containerstate/work")));
            Assert.Empty(Workbench.InFolder(Path.Combine(Small.Program.Home, "work")));
        }
        var outcomes = (await Small.Program.RunAsync("--json", "server", "rebuilds", Name, "--repo", repository)).Objects.Select(report => report.GetProperty("outcome").GetString()!).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {whole.TotalSeconds:0.00} s, {Times} of {tries} were killed at work; {string.Join(' ', outcomes)}");
        Assert.DoesNotContain("Running", outcomes);
    }

    private static async Task CommitPageAsync(string repository, string page)
    {
        await Workbench.WriteAsync(repository, "rootfs/srv/www/page.html", page);
        await CommandLineProgram.GitAsync(repository, "commit", "--quiet", "--all", "-m", "Change the page");
    }
}
