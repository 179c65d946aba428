using Xunit;

namespace ContainerState.Integration.Tests.EndToEnd;

/// <summary>What is pushed is all that another machine needs.</summary>
public sealed class ClonedServerTests(DebianServer debian) : IDisposable
{
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Git_clone_recurse_submodules_of_the_pushed_repository_is_all_it_takes()
    {
        var repository = await debian.CopyToAsync(bench.At("web"));
        var app = await bench.RemoteAsync("app", ("index.html", "an app\n"));
        await bench.DoAsync("dependency", "add", app, "--name", "app", "--to", "/srv/www/app", "--repo", repository);
        var expected = await bench.BuildAsync(repository);
        var pushed = await bench.PushAsync(repository, "pushed.git");

        await Workbench.GitAsync(bench.Folder, "clone", "--quiet", "--recurse-submodules", "file://" + pushed, "clone");
        MoveAway(repository, pushed, app);
        var actual = await bench.BuildUnderAsync(NoNetwork("other-home"), bench.At("clone"));

        Assert.False(actual.Cached);
        Assert.Equal(expected.Identity, actual.Identity);
        Assert.Equal("an app\n", await actual.ReadAsync("srv/www/app/index.html"));
        Assert.Equal("", await Workbench.GitAsync(bench.At("clone"), "status", "--porcelain"));
        Assert.True((await bench.DoAsync("repo", "test", "--repo", bench.At("clone"))).GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task Repo_clone_fetches_all_dependencies_and_checks_none_out()
    {
        var repository = await debian.CopyToAsync(bench.At("web"));
        var app = await bench.RemoteAsync("app", ("index.html", "an app\n"));
        await bench.DoAsync("dependency", "add", app, "--name", "app", "--to", "/srv/www/app", "--repo", repository);
        var expected = await bench.BuildAsync(repository);
        var pushed = await bench.PushAsync(repository, "pushed.git");

        await bench.DoAsync("repo", "clone", "file://" + pushed, bench.At("clone"));
        MoveAway(repository, pushed, app);
        var actual = await bench.BuildUnderAsync(NoNetwork("other-home"), bench.At("clone"));

        Assert.Equal(expected.Identity, actual.Identity);
        Assert.Empty(Directory.EnumerateFileSystemEntries(bench.At("clone/deps/app")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(bench.At("clone/deps/base")));
        Assert.Equal("", await Workbench.GitAsync(bench.At("clone"), "status", "--porcelain"));
        await Leftovers.AssertNoneAsync(bench.Folder, bench.At("clone/.git/containerstate/work"));
    }

    [Fact]
    public async Task A_clone_that_is_pushed_to_yet_another_place_carries_everything()
    {
        var expected = await debian.ImageAsync();
        await bench.DoAsync("repo", "clone", await debian.RepositoryAsync(), bench.At("first"));
        var pushed = await bench.PushAsync(bench.At("first"), "pushed.git");
        await bench.DoAsync("repo", "clone", pushed, bench.At("second"));
        Directory.Move(bench.At("first"), bench.At("away"));
        Directory.Move(pushed, bench.At("gone"));

        Assert.Equal(expected.Identity, (await bench.BuildUnderAsync(NoNetwork("other-home"), bench.At("second"))).Identity);
    }

    [Fact]
    public async Task A_clone_that_lacks_a_dependency_says_which_and_builds_nothing()
    {
        var repository = await debian.RepositoryAsync();
        await Workbench.GitAsync(bench.Folder, "clone", "--quiet", "--no-local", "--single-branch", repository, "hollow");

        var error = await bench.FailAsync("IncompleteRepository", "image", "build", "--repo", bench.At("hollow"));

        Assert.Contains("deps/base", error.GetProperty("message").GetString()!, StringComparison.Ordinal);
        Assert.Empty(Workbench.InFolder(bench.At("home/images")));
        Assert.Equal("", await Workbench.GitAsync(bench.At("hollow"), "for-each-ref", "refs/containerstate"));
    }

    [Fact]
    public async Task A_clone_that_fails_half_way_leaves_nothing()
    {
        var repository = await bench.NewAsync();
        var app = await bench.RemoteAsync("app", ("index.html", "an app\n"));
        await bench.DoAsync("dependency", "add", app, "--name", "app", "--repo", repository);
        Directory.Move(app, bench.At("gone"));

        await bench.FailAsync("Remote", "repo", "clone", repository, bench.At("clone"));

        Assert.Equal(["gone", "home", "web"], Directory.EnumerateFileSystemEntries(bench.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Empty(Directory.EnumerateFiles(bench.Program.Home, "*", SearchOption.AllDirectories));
    }

    // What the clone came from is not there any more, so nothing can be read from it.
    private static void MoveAway(params string[] folders)
    {
        foreach (var folder in folders)
        {
            Directory.Move(folder, folder + ".away");
        }
    }

    private string[] NoNetwork(string home) => ["unshare", "--net", "env", "CONTAINERSTATE_HOME=" + bench.At(home)];
}
