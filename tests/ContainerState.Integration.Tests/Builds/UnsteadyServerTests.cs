using System.Text.Json;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Builds;

/// <summary>Whatever reaches an output and must not is found by a second build, and named.</summary>
public sealed class UnsteadyServerTests(UnsteadyServer server) : IClassFixture<UnsteadyServer>
{
    [Theory]
    [InlineData("/host/name", "host", "content")]
    [InlineData("/jobs/jobs", "jobs", "content")]
    [InlineData("/cores/cores", "cores", "content")]
    [InlineData("/order/order", "order", "content")]
    [InlineData("/order/below", "order", "content")]
    [InlineData("/clock/date", "clock", "content")]
    [InlineData("/random/uuid", "random", "content")]
    [InlineData("/user/ids", "user", "content")]
    [InlineData("/shape/mode", "shape", "mode")]
    [InlineData("/shape/owner", "shape", "owner")]
    [InlineData("/shape/first", "shape", "missing")]
    [InlineData("/shape/second", "shape", "added")]
    [InlineData("/shape/kind", "shape", "kind, mode")]
    public void A_file_that_differs_is_listed_with_its_component_and_what_differs(string path, string component, string what)
    {
        SmallServer.RequireRoot();
        if (path == "/cores/cores")
        {
            Assert.SkipUnless(Environment.ProcessorCount > 1, "One processor cannot be made fewer.");
        }

        var difference = Differences().Single(difference => difference.GetProperty("path").GetString() == path);

        Assert.Equal(component, difference.GetProperty("component").GetString());
        Assert.Equal(what, difference.GetProperty("what").GetString());
        Assert.NotEqual(difference.GetProperty("first").GetString(), difference.GetProperty("second").GetString());
    }

    [Fact]
    public void Nothing_else_is_listed_and_the_test_has_not_passed()
    {
        SmallServer.RequireRoot();

        Assert.Equal(
            ["clock", "cores", "host", "jobs", "order", "random", "shape", "user"],
            Differences().Select(difference => difference.GetProperty("component").GetString()).Distinct().Except(Environment.ProcessorCount > 1 ? [] : ["cores"]));
        Assert.Equal(1, server.Result!.ExitCode);
        Assert.False(server.Test.GetProperty("passed").GetBoolean());
        Assert.Equal(server.Image!.Id, server.Test.GetProperty("tree").GetString());
        Assert.NotEqual(server.Image.Id, server.Test.GetProperty("treeAgain").GetString());
        Assert.NotEqual(server.Image.Sha256, server.Test.GetProperty("sha256Again").GetString());
    }

    [Fact]
    public async Task Nothing_of_the_second_build_is_left()
    {
        SmallServer.RequireRoot();

        Assert.Empty(Directory.EnumerateFileSystemEntries(server.Bench.At("home/work")));
        Assert.Equal(server.Image!.Id, Path.GetFileName(Assert.Single(Directory.EnumerateDirectories(server.Bench.At("home/images")))));
        Assert.DoesNotContain(server.Bench.Folder, await File.ReadAllTextAsync("/proc/self/mountinfo"), StringComparison.Ordinal);
        // The repository still knows the first build's results, and no others.
        Assert.True((await server.Bench.BuildAsync(server.Repository)).Cached);
        Assert.Equal(UnsteadyServer.Components.Length, (await Workbench.GitAsync(server.Repository, "for-each-ref", "refs/containerstate/builds")).Split('\n').Length);
    }

    [Fact]
    public void Without_diffoscope_that_is_said()
    {
        SmallServer.RequireRoot();
        Assert.SkipUnless(Platform.ProgramRunner.Find("diffoscope") is null, "diffoscope is installed.");

        Assert.Contains(server.Result!.ErrorObjects, said => said.GetProperty("warning").GetString()!.Contains("diffoscope is not installed", StringComparison.Ordinal));
        Assert.All(Differences(), difference => Assert.Equal("", difference.GetProperty("diffoscope").GetString()));
    }

    [Fact]
    public async Task Diffoscope_looks_at_files_that_differ_as_nobody_and_with_no_network()
    {
        SmallServer.RequireRoot();
        var programs = await server.Bench.StandInAsync("diffoscope", """
            echo "said: $(cat first) against $(cat second)"
            echo "by $(id -u), writing $(touch mine && echo here), on $(tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' ')"
            exit 1
            """);

        var result = await server.Bench.Program.RunUnderAsync(["env", "PATH=" + programs], "--json", "image", "test", "--rebuild", "--repo", server.Repository);

        var differences = result.Objects.Single().GetProperty("differences").EnumerateArray().ToDictionary(item => item.GetProperty("path").GetString()!, item => item.GetProperty("diffoscope").GetString());
        Assert.StartsWith("said: build against elsewhere\nby 65534, writing here, on lo\n", differences["/host/name"], StringComparison.Ordinal);
        Assert.Equal("", differences["/shape/mode"]);
        Assert.Equal("", differences["/shape/first"]);
        Assert.DoesNotContain("not installed", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_read_it_as_tables()
    {
        SmallServer.RequireRoot();

        var result = await server.Bench.Program.RunAsync("image", "test", "--rebuild", "--repo", server.Repository);

        Assert.Equal(1, result.ExitCode);
        Assert.Matches(@"(?m)^Passed +no$", result.Output);
        Assert.Matches(@"(?m)^Host name +build in containers, .* elsewhere$", result.Output);
        Assert.Matches(@"(?m)^/host/name +host +content +file 0644 0:0 6 bytes .* +file 0644 0:0 10 bytes ", result.Output);
    }

    private IEnumerable<JsonElement> Differences() => server.Test.GetProperty("differences").EnumerateArray();
}
