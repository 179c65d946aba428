using System.Diagnostics;
using System.Globalization;
using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Platform;
using Xunit;

namespace ContainerState.Integration.Tests.Builds;

public sealed class NothingChangedTests(DebianServer debian) : IDisposable
{
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_build_of_the_same_commit_is_answered_from_ids()
    {
        var repository = await debian.CopyToAsync(bench.At("web"));
        var first = await bench.BuildAsync(repository);
        var written = Written(first);
        var times = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            var watch = Stopwatch.StartNew();
            var again = await bench.BuildAsync(repository);
            times.Add(watch.Elapsed.TotalSeconds);
            Assert.True(again.Cached);
            Assert.Equal(first.Identity, again.Identity);
        }

        TestContext.Current.TestOutputHelper?.WriteLine("whole process: " + string.Join(", ", times.Select(time => time.ToString("0.000 s", CultureInfo.InvariantCulture))));
        Assert.Equal(written, Written(first));
        Assert.True(times.Min() < 10, $"{times.Min()} s");
        // Nothing but ids: it works where no object of the dependency is left.
        Directory.Delete(Path.Combine(repository, ".git/objects/pack"), recursive: true);
        Assert.True((await bench.BuildAsync(repository)).Cached);
    }

    [Fact]
    public async Task A_commit_that_changes_a_comment_is_the_same_image_and_writes_none()
    {
        var repository = await debian.CopyToAsync(bench.At("web"));
        var before = await bench.BuildAsync(repository);
        var written = Written(before);
        await File.AppendAllTextAsync(repository + "/state.yaml", "# A remark.\n");
        await Workbench.WriteAsync(repository, "notes.md", "Not part of the server.\n");
        var commit = await Workbench.CommitAsync(repository, "Remark");

        var after = await bench.BuildAsync(repository);

        Assert.Equal(commit, after.Commit);
        Assert.Equal(before.Identity, after.Identity);
        Assert.Equal(written, Written(after));
        Assert.Single(Directory.EnumerateDirectories(bench.At("home/images")));
    }

    [Theory]
    [InlineData("rootfs/etc/nginx/sites-enabled/default", "changed\n")]
    [InlineData("state.yaml", "name: other\n")]
    [InlineData("rootfs/new", "untracked\n")]
    public async Task What_is_not_committed_is_warned_of_and_not_built(string path, string text)
    {
        var repository = await debian.CopyToAsync(bench.At("web"));
        var before = await bench.BuildAsync(repository);
        await Workbench.WriteAsync(repository, path, text);

        var result = await bench.Program.RunAsync("--json", "image", "build", "--force", "--repo", repository);

        Assert.Single(result.ErrorObjects, told => told.GetProperty("warning").GetString()!.Contains("uncommitted changes", StringComparison.Ordinal));
        Assert.Equal(before.Identity, BuiltImage.Of(Assert.Single(result.Objects)).Identity);
    }

    [Fact]
    public async Task One_changed_byte_is_another_image_and_going_back_is_the_first_again()
    {
        var repository = await debian.CopyToAsync(bench.At("web"));
        var before = await bench.BuildAsync(repository);
        await Workbench.WriteAsync(repository, "rootfs/etc/nginx/sites-enabled/default", "server { listen 8081; root /srv/www; }\n");
        await Workbench.CommitAsync(repository);
        var after = await bench.BuildAsync(repository);
        await Workbench.GitAsync(repository, "revert", "--no-edit", "HEAD");

        Assert.NotEqual(before.Id, after.Id);
        Assert.NotEqual(before.Sha256, after.Sha256);
        Assert.Equal(before.Identity, (await bench.BuildAsync(repository)).Identity);
        Assert.Equal(before.Identity, (await bench.BuildAsync(repository, "--ref", "HEAD~2")).Identity);
    }

    // A build touches the layers that it uses, so it goes by what is in the files.
    private static IReadOnlyList<(ulong, long)> Written(BuiltImage image) => [.. image.Layers.Select(layer => (FileStatus.Of(layer).Inode, new FileInfo(layer).Length))];
}
