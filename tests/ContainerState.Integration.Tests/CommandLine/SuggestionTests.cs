using System.Globalization;
using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Hosts;
using Xunit;

namespace ContainerState.Integration.Tests.CommandLine;

/// <summary>What the command line answers to a shell that asks what can stand on a line.</summary>
public sealed class SuggestionTests : IDisposable
{
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("containerstate ser", "server")]
    [InlineData("containerstate server st", "start", "stop")]
    [InlineData("containerstate server stop --f", "--force")]
    [InlineData("containerstate host check ", "--help", "--json", "--servers")]
    [InlineData("containerstate image build --re", "--rebuild", "--ref", "--repo")]
    [InlineData("containerstate image build --repo ")]
    [InlineData("containerstate repo new ")]
    [InlineData("containerstate dependency add --debian x --suite tri", "trixie", "trixie-backports")]
    [InlineData("containerstate server log x --source ", "console", "syslog")]
    [InlineData("containerstate server nothing --of \"this")]
    [InlineData("containerstate volume remove --force --f")]
    [InlineData("containerstate image build --force --re", "--rebuild", "--ref", "--repo")]
    [InlineData("containerstate dependency add --twice --suite bul", "bullseye")]
    [InlineData("containerstate host check --json ", "--help", "--servers")]
    [InlineData("containerstate @/etc/passwd ")]
    public async Task The_answer_is_the_words_that_can_stand_at_the_cursor(string line, params string[] words)
    {
        var answer = await AskAsync(line);
        Assert.Equal(words, answer.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_empty_line_has_every_noun() =>
        Assert.Equal(["cache", "demo", "dependency", "host", "image", "repo", "server", "volume"], (await AskAsync("containerstate ")).Order(StringComparer.Ordinal));

    [Fact]
    public async Task What_is_right_of_the_cursor_does_not_count()
    {
        var answer = await bench.Program.RunAsync("[suggest:24]", "containerstate server st nonsense");
        Assert.Equal("start\nstop\n", answer.Output);
    }

    [Fact]
    public async Task Names_are_those_of_the_repository_that_the_line_names()
    {
        var repository = await bench.NewAsync();
        var app = await bench.RemoteAsync("app", ("index.html", "an app\n"));
        await bench.DoAsync("dependency", "add", app, "--name", "app", "--repo", repository);
        await Workbench.GitAsync(repository, "branch", "stable");
        await Workbench.GitAsync(repository, "remote", "add", "upstream", app);
        await Workbench.GitAsync(repository, "branch", "odd\u202e");
        await Workbench.GitAsync(repository, "update-ref", "refs/heads/--json", "HEAD");

        Assert.Equal(["app"], await AskAsync($"containerstate dependency remove --repo {repository} "));
        Assert.Equal(["main", "stable"], await AskAsync($"containerstate image build --repo {repository} --ref "));
        Assert.Equal(["app"], await AskAsync($"containerstate image build --repo {repository} --rebuild a"));
        Assert.Equal(["upstream"], await AskAsync($"containerstate cache push --repo {repository} "));
        Assert.Empty(await AskAsync("containerstate dependency remove --repo /nowhere "));
        // Help says what stands there, and not what there is.
        Assert.Contains("remove <NAME>...", (await bench.Program.RunInAsync(repository, "dependency", "remove", "--help")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_packages_of_a_host_are_listed_one_on_each_line()
    {
        var listed = await bench.Program.RunAsync("host", "packages");
        Assert.Equal(ServerHost.Packages, listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("git", ServerHost.Packages);
        var onDemand = await bench.Program.RunAsync("--json", "host", "packages", "--on-demand");
        Assert.Equal(ServerHost.PackagesOnDemand, onDemand.Objects.Select(one => one.GetProperty("package").GetString()!));
    }

    // With the length in characters, as shells count.
    private async Task<string[]> AskAsync(string line)
    {
        var result = await bench.Program.RunAsync($"[suggest:{line.Length.ToString(CultureInfo.InvariantCulture)}]", line);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
