using System.Text.Json;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Integration.Tests.Supervisors;
using ContainerState.Platform;
using Xunit;

namespace ContainerState.Integration.Tests.Rebuilds;

public sealed class RebuildTests(SmallServer small) : SupervisorTests(small)
{
    private const string Check = "checks:\n";

    [Fact]
    public async Task A_changed_upstream_is_rolled_out_and_a_bad_one_seen_by_no_client()
    {
        var repository = await CloneAsync();
        var upstream = await UpstreamAsync(repository);
        var first = await RebuildAsync(0, "Replaced", repository, "--update", "site");
        await using var client = new SteadyClient(Running);

        var good = await CommitAsync(upstream, "srv/www/up.html", "large and good\n");
        var next = await RebuildAsync(0, "Replaced", repository, "--update", "site");
        var asked = client.Requests;
        await Eventually.HoldsAsync(() => client.Requests > asked + 5);

        Assert.Equal(good, Assert.Single(next.GetProperty("updates").EnumerateArray()).GetProperty("newCommit").GetString());
        Assert.Equal(first.GetProperty("image").GetString(), next.GetProperty("previousImage").GetString());
        Assert.Equal(2, Running().Count(server => server.Image == next.GetProperty("image").GetString()));
        Assert.Equal(2, Running().Count);
        var now = Running();
        var retried = client.Retried;

        await CommitAsync(upstream, "srv/www/up.html", "bad\n");
        var failed = await RebuildAsync(1, "RolledBack", repository, "--update", "site");
        Assert.Equal("ServerNotReady", failed.GetProperty("error").GetProperty("errorId").GetString());
        Assert.Contains(failed.GetProperty("tests").EnumerateArray(), test => !test.GetProperty("passed").GetBoolean());
        Assert.NotEqual(0, failed.GetProperty("log").GetArrayLength());

        await CommitAsync(upstream, "bin/busybox", "the same path as in another component\n");
        var unbuilt = await RebuildAsync(1, "Failed", repository, "--update", "site");
        Assert.Equal("PathConflict", unbuilt.GetProperty("error").GetProperty("errorId").GetString());

        Assert.Equal(now.Select(server => server.StartedUtc), Running().Select(server => server.StartedUtc));
        Assert.True(retried == client.Retried, $"{retried} before, {client}");
        Assert.True(client.Failed == 0, client.ToString());
        Assert.Equal(["Failed", "RolledBack", "Replaced", "Replaced"], await OutcomesAsync(repository));
    }

    [Fact]
    public async Task After_a_reboot_the_history_says_what_was_good_and_a_restore_goes_back()
    {
        var repository = await CloneAsync();
        var first = await RebuildAsync(0, "Replaced", repository);
        await BuildNextAsync(repository, "a small next page\n");
        var second = await RebuildAsync(0, "Replaced", repository);
        // A reboot leaves no server and no record of one.
        await Servers.ServerTests.StopAllAsync(Name + "-*");
        await WriteAsync(repository, "state.yaml", "nonsense: 1\n");

        await RebuildAsync(1, "Failed", repository);
        Assert.Equal([Image(second), Image(second)], Running().Select(server => server.Image));

        await CommandLineProgram.GitAsync(repository, "revert", "--no-edit", "HEAD");
        await RebuildAsync(0, "Unchanged", repository);
        var back = Read(0, await Small.Program.RunAsync("--json", "server", "restore", "--repo", repository, "--name", Name, "--count", "2", "--commit", first.GetProperty("commit").GetString()!));
        Assert.Equal(("Replaced", Image(first)), (back.GetProperty("outcome").GetString(), Image(back)));
        Assert.All(Running(), server => Assert.Equal(Image(first), server.Image));
        // What was taken back is not rolled out again by itself.
        await RebuildAsync(0, "Unchanged", repository);
        Assert.Equal(["Unchanged", "Replaced", "Unchanged", "Failed", "Replaced", "Replaced"], await OutcomesAsync(repository));
        Assert.Equal("", await CommandLineProgram.GitAsync(repository, "status", "--porcelain"));
    }

    [Fact]
    public async Task Two_at_once_and_one_beside_a_supervisor_are_busy()
    {
        var repository = await CloneAsync();
        await RebuildAsync(0, "Replaced", repository);
        using (FileLock.TryTake(Path.Combine(ThisHost.Host.Run, "rebuilds", Name + ".lock")))
        {
            await Small.FailAsync(6, "Busy", "server", "rebuild", "--repo", repository, "--name", Name);
            Assert.Equal(["Replaced"], await OutcomesAsync(repository));
        }
        await Servers.ServerTests.StopAllAsync(Name + "-*");
        await using var supervisor = Supervise("--repo", repository);
        await supervisor.WaitAsync(said => said.Kind == "Started");

        var fault = await Small.FailAsync(6, "Busy", "server", "rebuild", "--repo", repository, "--name", Name);
        Assert.Contains("supervisor", fault.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_schedule_wrote_runs_and_is_taken_away_again()
    {
        var repository = await CloneAsync();
        var units = Path.Combine(repository, "..", "units");
        var written = await Small.DoAsync("server", "schedule", "Mon 04:00", "--repo", repository, "--name", Name, "--unit-folder", units);
        Assert.StartsWith("Mon ", written.GetProperty("next").GetString(), StringComparison.Ordinal);
        var run = Read(0, await Small.Program.RunAsync("--json", "server", "rebuild", "--settings", written.GetProperty("settingsPath").GetString()!));
        Assert.Equal("Replaced", run.GetProperty("outcome").GetString());
        Assert.Single(Running());

        Assert.Equal(Name, (await Small.DoAsync("server", "rebuilds", "--scheduled", "--unit-folder", units)).GetProperty("name").GetString());
        await Small.DoAsync("server", "unschedule", Name, "--unit-folder", units);
        Assert.Empty(Directory.EnumerateFiles(units));
        await Small.FailAsync(4, "RebuildNotFound", "server", "unschedule", Name, "--unit-folder", units);
        await Small.FailAsync(4, "RebuildNotFound", "server", "rebuilds", Name, "--scheduled", "--unit-folder", units);
        await Small.FailAsync(4, "RebuildNotFound", "server", "rebuilds", "typo", "--repo", repository);
        await Small.FailAsync(3, "InvalidName", "server", "schedule", "25:61", "--repo", repository, "--name", Name, "--unit-folder", units);
        Assert.Empty(Directory.EnumerateFiles(units));
    }

    private static string Image(JsonElement report) => report.GetProperty("image").GetString()!;

    private static JsonElement Read(int exitCode, CommandLineResult result)
    {
        Assert.True(result.ExitCode == exitCode, $"exit code {result.ExitCode}: {result.Output}{result.Error}");
        return Assert.Single(result.Objects);
    }

    private async Task<JsonElement> RebuildAsync(int exitCode, string outcome, string repository, params string[] arguments)
    {
        var result = await Small.Program.RunAsync(["--json", "server", "rebuild", "--repo", repository, "--name", Name, "--count", "2", .. arguments]);
        var report = Read(exitCode, result);
        Assert.True(report.GetProperty("outcome").GetString() == outcome, $"{result.Output}{result.Error}");
        return report;
    }

    private async Task<IEnumerable<string>> OutcomesAsync(string repository) =>
        (await Small.Program.RunAsync("--json", "server", "rebuilds", Name, "--repo", repository)).Objects.Select(report => report.GetProperty("outcome").GetString()!);

    // A Git repository whose page the server has, and must have.
    private async Task<string> UpstreamAsync(string repository)
    {
        var upstream = Path.Combine(Small.Program.Folder, Name + "-upstream");
        await CommandLineProgram.GitAsync(Small.Program.Folder, "init", "--quiet", "--initial-branch=main", upstream);
        await CommitAsync(upstream, "srv/www/up.html", "large\n");
        await Small.DoAsync("dependency", "add", upstream, "--name", "site", "--repo", repository);
        var state = await File.ReadAllTextAsync(Path.Combine(repository, "state.yaml"));
        await WriteAsync(repository, "state.yaml", state.Replace(Check, Check + "  - http: {port: 8080, path: /up.html, status: 200, contains: large, attempts: 5}\n", StringComparison.Ordinal));
        await WriteAsync(repository, "components/site.yaml", "source: deps/site\n");
        return upstream;
    }

    private static async Task<string> CommitAsync(string upstream, string file, string text)
    {
        await Workbench.WriteAsync(upstream, file, text);
        return await Workbench.CommitAsync(upstream);
    }

    private static async Task WriteAsync(string repository, string file, string text)
    {
        await Workbench.WriteAsync(repository, file, text);
        await CommandLineProgram.GitAsync(repository, "commit", "--quiet", "--all", "-m", "Change " + file);
    }
}
