using ContainerState.Integration.Tests.Steps;
using Xunit;

namespace ContainerState.Integration.Tests.CommandLine;

/// <summary><c>containerstate repo report</c></summary>
public sealed class ReportCommandTests : StepTests
{
    [Fact]
    public async Task A_page_is_written_and_the_data_is_handed_out()
    {
        await ComponentAsync("a", "sleep 0.2; cp text $OUT/text");
        var image = await BuildAsync();

        var written = await Bench.Program.RunAsync("repo", "report", "--repo", Repository);

        Assert.True(written.ExitCode == 0, written.Error);
        Assert.Equal(Bench.At("web-report.html") + "\n", written.Output);
        Assert.Contains("2 components in an image of ", await File.ReadAllTextAsync(Bench.At("web-report.html")), StringComparison.Ordinal);
        Assert.Equal("", await EndToEnd.Workbench.GitAsync(Repository, "status", "--porcelain"));
        var report = await Bench.DoAsync("repo", "report", "--repo", Repository, "--output", "other.html", "--outdated");
        Assert.True(File.Exists(Bench.At("other.html")));
        Assert.Equal((image.Id, "a"), (report.GetProperty("image").GetProperty("id").GetString(), report.GetProperty("components")[0].GetProperty("name").GetString()));
        // The step has run here, so that its time is known.
        Assert.InRange(report.GetProperty("steps")[0].GetProperty("durationSeconds").GetDouble(), 0.2, 600);
        Assert.Equal(0, report.GetProperty("updates").GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public async Task With_json_alone_no_page_is_written()
    {
        var before = Directory.GetFileSystemEntries(Bench.Folder).Length;

        var report = await Bench.DoAsync("repo", "report", "--repo", Repository);

        Assert.Equal("web", report.GetProperty("name").GetString());
        Assert.Equal(before, Directory.GetFileSystemEntries(Bench.Folder).Length);
    }

    [Fact]
    public async Task A_file_that_nobody_named_goes_beside_the_repository()
    {
        await CommitAsync();
        var unnamed = await Bench.Program.RunInAsync(Repository, "repo", "report");
        Assert.Equal((0, ""), (unnamed.ExitCode, unnamed.Error));
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(Repository)!, "web-report.html")));
        Assert.Equal("", await EndToEnd.Workbench.GitAsync(Repository, "status", "--porcelain"));

        await Bench.Program.FailAsync(3, "InvalidName", "repo", "report", "--repo", Repository, "--output", "page.txt");
        var refused = await Bench.Program.FailInAsync(Repository, 3, "InvalidName", "repo", "report", "--output", "state.yaml");
        Assert.Contains(".html", refused.GetProperty("remedy").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await Bench.Program.RunInAsync(Repository, "repo", "report", "--output", "page.html")).ExitCode);
        Assert.True(File.Exists(Path.Combine(Repository, "page.html")));
    }
}
