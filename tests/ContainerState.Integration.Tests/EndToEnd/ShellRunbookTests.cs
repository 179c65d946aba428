using System.Text.Json;
using ContainerState.Hosts;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Integration.Tests.Supervisors;
using ContainerState.Platform;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.EndToEnd;

/// <summary>docs/examples/runbook.sh, as an operator runs it.</summary>
public sealed class ShellRunbookTests(SmallServer small) : SupervisorTests(small)
{
    private static readonly string Script = Path.Combine(Solution.Folder, "docs/examples/runbook.sh");

    [Fact]
    public async Task It_replaces_servers_only_by_ones_that_pass_their_tests()
    {
        var origin = await CloneAsync();
        var clone = Path.Combine(Small.Program.Folder, Name + "-clone");
        await Small.DoAsync("repo", "clone", origin, clone);

        await RunAsync(clone, 0, "Replaced");
        var first = Running();
        Assert.Equal(2, first.Count);

        var updated = await RunAsync(clone, 0, "Unchanged", "-u");
        Assert.Contains(updated, line => line.TryGetProperty("state", out var state) && state.GetString() == "UpToDate");
        Assert.Equal(Ids(first), Ids(Running()));

        await ChangeAsync(origin, "rootfs/srv/www/page.html", "a small page, the second\n");
        var next = await RunAsync(clone, 0, "Replaced");
        var second = Running();
        Assert.Equal(2, second.Count);
        Assert.Empty(second.Select(server => server.Name).Intersect(first.Select(server => server.Name)));
        Assert.All(second, server => Assert.Equal(next[^1].GetProperty("image").GetString(), server.Image));

        await ChangeAsync(origin, "rootfs/srv/www/page.html", "another page\n");
        var failed = await RunAsync(clone, 1, "Failed");
        var seen = failed.Where(line => line.TryGetProperty("checks", out _)).SelectMany(test => test.GetProperty("checks").EnumerateArray()).Where(check => !check.GetProperty("passed").GetBoolean());
        Assert.All(seen, check => Assert.Contains("small", check.GetProperty("saw").GetString(), StringComparison.Ordinal));
        Assert.Equal(2, seen.Count());
        Assert.Contains(failed, line => line.TryGetProperty("text", out var text) && text.GetString()!.Contains("response:200", StringComparison.Ordinal));
        Assert.Equal(Ids(second), Ids(Running()));

        await ChangeAsync(origin, "state.yaml", "nonsense: 1\n");
        var unbuilt = await RunAsync(clone, 1, "Failed");
        Assert.Single(unbuilt, line => line.TryGetProperty("errorId", out var id) && id.GetString() == "StateFile");
        Assert.Equal(Ids(second), Ids(Running()));
        Assert.Equal("", await CommandLineProgram.GitAsync(clone, "status", "--porcelain"));
    }

    [Fact]
    public async Task It_ends_what_is_called_wrongly_and_touches_nothing()
    {
        foreach (var arguments in (string[][])[[], ["web"], ["web", "Web*"], ["web", "web", "0"], ["web", "web", "1", "more"]])
        {
            var result = await ShellAsync(arguments);
            Assert.Equal((2, ""), (result.ExitCode, result.Output));
            Assert.StartsWith("usage: ", result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Shellcheck_finds_nothing_in_it()
    {
        if (ProgramRunner.Find("shellcheck") is null)
        {
            await AptInstaller.InstallAsync(["shellcheck"], _ => { }, CancellationToken.None);
        }
        var result = await ProgramRunner.TryRunAsync(new ProgramCommand("shellcheck").With("--shell=sh", Script));
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    private static IEnumerable<int> Ids(IEnumerable<EphemeralServer> servers) => servers.Select(server => server.ProcessId).Order();

    private static async Task ChangeAsync(string repository, string file, string text)
    {
        await Workbench.WriteAsync(repository, file, text);
        await CommandLineProgram.GitAsync(repository, "commit", "--quiet", "--all", "-m", "Change " + file);
    }

    private async Task<IReadOnlyList<JsonElement>> RunAsync(string repository, int exitCode, string outcome, params string[] options)
    {
        var result = await ShellAsync([.. options, repository, Name, "2"]);
        Assert.True(result.ExitCode == exitCode, $"exit code {result.ExitCode}: {result.Output}{result.Error}");
        Assert.Equal((Name, outcome), (result.Objects[^1].GetProperty("name").GetString(), result.Objects[^1].GetProperty("outcome").GetString()));
        return result.Objects;
    }

    private Task<CommandLineResult> ShellAsync(params string[] arguments) =>
        Small.Program.RunCommandAsync(["env", $"PATH={NativeProgram.Folder}:{Environment.GetEnvironmentVariable("PATH")}", "sh", Script, .. arguments]);
}
