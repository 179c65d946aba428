using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Faults;

/// <summary>Commands that run at the same time and want the same thing.</summary>
public sealed class AtOnceTests(DebianServer debian) : FaultTests
{
    [Fact]
    public async Task Four_builds_of_one_commit_at_once_all_end_with_the_same_whole_image()
    {
        var repository = await debian.CopyToAsync(Bench.At("nginx"));

        for (var round = 0; round < 2; round++)
        {
            var built = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Bench.BuildAsync(repository, "--force")));

            Assert.Single(built.Select(image => image.Identity).Distinct());
            await AssertImagesWholeAsync();
            await AssertNothingLeftAsync(repository);
        }
        await AssertSoundAsync(repository);
    }

    [Fact]
    public async Task Small_builds_at_once_replace_each_others_image_without_harm()
    {
        var repository = await Bench.NewAsync();
        var expected = await Bench.BuildAsync(repository);

        for (var round = 0; round < 5; round++)
        {
            var built = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Bench.BuildAsync(repository, "--force")));
            Assert.All(built, image => Assert.Equal(expected.Identity, image.Identity));
        }

        await AssertImagesWholeAsync();
        await AssertNothingLeftAsync(repository);
    }

    [Fact]
    public async Task A_build_while_its_image_is_removed_ends_well_or_says_what_is_missing()
    {
        var repository = await Bench.NewAsync();
        var image = await Bench.BuildAsync(repository);

        for (var round = 0; round < 8; round++)
        {
            var building = Bench.Program.RunAsync("--json", "image", "build", "--repo", repository);
            var removing = Bench.Program.RunAsync("--json", "image", "remove", image.Id);
            var (built, removed) = (await building, await removing);

            Assert.True(built.ExitCode == 0, built.Error);
            Assert.True(removed.ExitCode is 0 or 4, removed.Error);
            await AssertImagesWholeAsync();
            Assert.Equal(image.Identity, (await Bench.BuildAsync(repository)).Identity);
        }
        await AssertNothingLeftAsync(repository);
    }

    [Fact]
    public async Task Two_imports_into_one_repository_at_once_are_both_there()
    {
        var repository = await Bench.NewAsync();

        var added = await Task.WhenAll(Bench.DoAsync(Import(repository, "one")), Bench.DoAsync(Import(repository, "two")));

        Assert.Equal(added[0].GetProperty("commit").GetString(), added[1].GetProperty("commit").GetString());
        Assert.Equal("deps/one\ndeps/two", await Workbench.GitAsync(repository, "ls-tree", "--name-only", "HEAD", "deps/"));
        Assert.Equal("components/one.yaml\ncomponents/two.yaml", await Workbench.GitAsync(repository, "ls-tree", "--name-only", "HEAD", "components/"));
        await AssertSoundAsync(repository);
        await AssertNothingLeftAsync(repository);
    }

    [Fact]
    public async Task Two_imports_of_one_name_at_once_are_one_import_and_one_error()
    {
        var repository = await Bench.NewAsync();

        var results = await Task.WhenAll(
            Bench.Program.RunAsync(["--json", .. Import(repository)]), Bench.Program.RunAsync(["--json", .. Import(repository)]));

        var failed = Assert.Single(results, result => result.ExitCode != 0);
        failed.ErrorOf("DependencyExists");
        Assert.Equal("2", await Workbench.GitAsync(repository, "rev-list", "--count", "HEAD"));
        await AssertSoundAsync(repository);
    }
}
