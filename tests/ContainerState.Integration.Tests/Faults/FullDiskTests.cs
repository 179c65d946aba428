using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Faults;

/// <summary>A disk that is full, and one that is read-only.</summary>
public sealed class FullDiskTests(DebianServer debian) : OtherDiskTests
{
    [Theory]
    [InlineData("1M")]
    [InlineData("20M")]
    [InlineData("51M")]
    public async Task An_image_for_which_there_is_no_space_is_not_there_at_all(string size)
    {
        var repository = await debian.CopyToAsync(Bench.At("nginx"));

        var result = await OnTmpfsAsync(Bench.Program.Home, "size=" + size, "image", "build", "--repo", repository);

        (result with { Error = ErrorLines(result) }).ErrorOf("DiskFull");
        Assert.Equal(8, result.ExitCode);
        Assert.Equal("", FilesAfter(result));
        await AssertSoundAsync(repository);
        Assert.NotNull(await Bench.BuildAsync(repository));
    }

    [Fact]
    public async Task A_store_without_a_single_free_inode_is_full_too()
    {
        var repository = await Bench.NewAsync();

        var result = await OnTmpfsAsync(Bench.Program.Home, "size=100M,nr_inodes=1", "image", "build", "--repo", repository);

        (result with { Error = ErrorLines(result) }).ErrorOf("DiskFull");
        Assert.Equal("", FilesAfter(result));
    }

    [Theory]
    [InlineData("4M")]
    [InlineData("12M")]
    [InlineData("30M")]
    public async Task An_import_for_which_there_is_no_space_leaves_the_repository_as_it_was(string size)
    {
        var template = await Bench.NewAsync("template");
        Directory.CreateDirectory(Bench.At("disk"));
        var script = "cp -a \"$TEMPLATE\" \"$DISK/web\"; cd \"$DISK/web\"; before=$(git for-each-ref; git rev-parse HEAD)\n"
            + "\"$@\"; code=$?\n"
            + "[ \"$before\" = \"$(git for-each-ref; git rev-parse HEAD)\" ] || echo CHANGED\n"
            + "git status --porcelain --untracked-files=all; git fsck --strict --no-dangling --no-progress 2>&1; find .git/containerstate/work -mindepth 1";

        var result = await InNamespaceAsync(Bench.At("disk"), "size=" + size, script, ["env", "TEMPLATE=" + template], Import(Bench.At("disk/web")));

        (result with { Error = ErrorLines(result) }).ErrorOf("DiskFull");
        Assert.Equal(8, result.ExitCode);
        Assert.Equal("", FilesAfter(result));
    }

    [Fact]
    public async Task A_read_only_store_is_told_and_what_is_in_it_is_still_found()
    {
        var repository = await Bench.NewAsync();
        var image = await Bench.BuildAsync(repository);
        string[] wrapper = ["unshare", "--mount", "sh", "-c", $"mount --bind {Bench.Program.Home} {Bench.Program.Home} && mount -o remount,ro,bind {Bench.Program.Home} && exec \"$@\"", "sh"];

        var found = await Bench.BuildUnderAsync(wrapper, repository);
        var refused = await Bench.Program.RunUnderAsync(wrapper, "--json", "image", "build", "--force", "--repo", repository);

        Assert.True(found.Cached);
        Assert.Equal(image.Identity, found.Identity);
        var error = Assert.Single(refused.ErrorObjects, json => json.TryGetProperty("errorId", out _));
        Assert.Equal("ReadOnlyFileSystem", error.GetProperty("errorId").GetString());
        Assert.Contains(Bench.Program.Home, error.GetProperty("message").GetString()!, StringComparison.Ordinal);
        Assert.NotEqual(70, refused.ExitCode);
        await AssertImagesWholeAsync();
        await AssertNothingLeftAsync(repository);
    }

    private Task<CommandLineResult> OnTmpfsAsync(string place, string options, params string[] arguments)
    {
        Directory.CreateDirectory(place);
        return InNamespaceAsync(place, options, "\"$@\"; code=$?\nfind \"$DISK\" -mindepth 1 -type f; find \"$DISK\" -mindepth 2", [], arguments);
    }
}
