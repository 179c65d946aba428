using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Platform;
using Xunit;

namespace ContainerState.Integration.Tests.CommandLine;

/// <summary>What a terminal shows while a command works.</summary>
public sealed class ProgressTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task An_import_that_stands_still_shows_for_how_long()
    {
        var remote = await _bench.RemoteAsync("lib", ("file", "text"));
        var repository = await _bench.NewAsync();
        var programs = await _bench.StandInAsync("git", $"case \" $* \" in *' fetch '*) sleep 5 ;; esac\nexec {ProgramRunner.Find("git")} \"$@\"");

        // A terminal of its own, since nothing is shown to a pipe.
        var added = await _bench.Program.RunCommandAsync(
            "env", "PATH=" + programs, "script", "--quiet", "--return", "--command", $"{NativeProgram.File} dependency add file://{remote} --name lib --repo {repository}", "/dev/null");

        Assert.True(added.ExitCode == 0, added.Output);
        Assert.Contains("Fetch: file://", added.Output, StringComparison.Ordinal);
        Assert.Contains(" 0:03\r", added.Output, StringComparison.Ordinal);
        // The line is gone before the result is printed.
        Assert.EndsWith("lib", added.Output.Split("\u001b[K")[^1].TrimEnd().Split('\n')[0].TrimEnd(), StringComparison.Ordinal);
    }
}
