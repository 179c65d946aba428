using System.Text.Json;
using Xunit;

namespace ContainerState.Integration.Tests.EndToEnd;

/// <summary>Servers whose app is another repository.</summary>
public sealed class SubmoduleTests : IDisposable
{
    private readonly Workbench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task An_app_as_a_submodule_and_the_same_side_by_side_are_the_same_image()
    {
        var app = await bench.RemoteAsync("remotes", ("index.html", "an app\n"), ("bin/run", "#!/bin/sh\n"));
        var (inside, beside) = (await bench.NewAsync("one/web"), await bench.NewAsync("two/web"));

        var submodule = await AddAsync(inside, app);
        var sibling = await AddAsync(beside, app, "--side-by-side");

        Assert.Equal("Submodule", submodule.GetProperty("kind").GetString());
        Assert.Equal("SideBySide", sibling.GetProperty("kind").GetString());
        Assert.Equal(submodule.GetProperty("commit").GetString(), sibling.GetProperty("commit").GetString());
        Assert.True(Directory.Exists(bench.At("two/app/.git")));
        var image = await bench.BuildAsync(inside);
        Assert.Equal(image.Identity, (await bench.BuildUnderAsync(Elsewhere, beside)).Identity);
        Assert.Equal("an app\n", await image.ReadAsync("srv/app/index.html"));
    }

    [Fact]
    public async Task A_clone_brings_the_side_by_side_dependency_too()
    {
        var app = await bench.RemoteAsync("remotes", ("index.html", "an app\n"));
        var beside = await bench.NewAsync("two/web");
        await AddAsync(beside, app, "--side-by-side");
        var expected = await bench.BuildAsync(beside);

        await bench.DoAsync("repo", "clone", beside, bench.At("three/web"));
        Directory.Move(app, app + ".away");
        Directory.Move(bench.At("two"), bench.At("two.away"));

        Assert.Equal(expected.Identity, (await bench.BuildUnderAsync(Elsewhere, bench.At("three/web"))).Identity);
    }

    [Fact]
    public async Task Submodules_of_submodules_are_on_the_server()
    {
        var inner = await bench.RemoteAsync("inner", ("deep", "deepest\n"));
        var middle = await bench.RemoteAsync("middle", ("mid", "middle\n"));
        await Workbench.GitAsync(middle, "submodule", "add", "--quiet", inner, "parts/inner");
        await Workbench.CommitAsync(middle);
        var outer = await bench.RemoteAsync("outer", ("top", "top\n"));
        await Workbench.GitAsync(outer, "submodule", "add", "--quiet", middle, "middle");
        await Workbench.CommitAsync(outer);
        var repository = await bench.NewAsync();

        await AddAsync(repository, outer);
        foreach (var remote in (string[])[inner, middle, outer])
        {
            Directory.Move(remote, remote + ".away");
        }
        var image = await bench.BuildUnderAsync(Elsewhere, repository);

        Assert.Equal("deepest\n", await image.ReadAsync("srv/app/middle/parts/inner/deep"));
        Assert.Equal("middle\n", await image.ReadAsync("srv/app/middle/mid"));
    }

    [Fact]
    public async Task A_clone_brings_submodules_of_submodules_too()
    {
        var inner = await bench.RemoteAsync("inner", ("deep", "deepest\n"));
        var middle = await bench.RemoteAsync("middle", ("mid", "middle\n"));
        await Workbench.GitAsync(middle, "submodule", "add", "--quiet", "../inner", "inner");
        await Workbench.CommitAsync(middle);
        var repository = await bench.NewAsync();
        await AddAsync(repository, middle);
        var expected = await bench.BuildAsync(repository);

        await bench.DoAsync("repo", "clone", repository, bench.At("clone"));
        await Workbench.GitAsync(bench.Folder, "clone", "--quiet", "--recurse-submodules", repository, "by-git");
        foreach (var remote in (string[])[inner, middle, repository])
        {
            Directory.Move(remote, remote + ".away");
        }

        Assert.Equal(expected.Identity, (await bench.BuildUnderAsync(Elsewhere, bench.At("clone"))).Identity);
        Assert.Equal(expected.Identity, (await bench.BuildUnderAsync(["env", "CONTAINERSTATE_HOME=" + bench.At("third")], bench.At("by-git"))).Identity);
    }

    [Fact]
    public async Task A_commit_that_no_branch_points_to_can_be_pinned_and_cloned()
    {
        var app = await bench.RemoteAsync("remotes", ("index.html", "first\n"));
        var first = await Workbench.GitAsync(app, "rev-parse", "HEAD");
        await Workbench.WriteAsync(app, "index.html", "second\n");
        await Workbench.CommitAsync(app);
        var repository = await bench.NewAsync();

        var added = await AddAsync(repository, app, "--ref", first);
        Assert.Equal(first, added.GetProperty("commit").GetString());
        var expected = await bench.BuildAsync(repository);
        await bench.DoAsync("repo", "clone", repository, bench.At("clone"));

        Assert.Equal(expected.Identity, (await bench.BuildUnderAsync(Elsewhere, bench.At("clone"))).Identity);
        Assert.Equal("first\n", await expected.ReadAsync("srv/app/index.html"));
    }

    [Fact]
    public async Task A_tag_or_branch_that_moved_upstream_changes_nothing()
    {
        var app = await bench.RemoteAsync("remotes", ("index.html", "first\n"));
        await Workbench.GitAsync(app, "tag", "v1");
        var repository = await bench.NewAsync();
        await AddAsync(repository, app, "--ref", "v1");
        var before = await bench.BuildAsync(repository);
        await Workbench.WriteAsync(app, "index.html", "second\n");
        await Workbench.CommitAsync(app);
        await Workbench.GitAsync(app, "tag", "--force", "v1");

        Assert.Equal(before.Identity, (await bench.BuildAsync(repository, "--force")).Identity);
        await bench.DoAsync("repo", "clone", repository, bench.At("clone"));
        Assert.Equal(before.Identity, (await bench.BuildUnderAsync(Elsewhere, bench.At("clone"))).Identity);
    }

    [Fact]
    public async Task A_commit_that_upstream_rewrote_is_reported_by_a_clone()
    {
        var app = await bench.RemoteAsync("remotes", ("index.html", "first\n"));
        var repository = await bench.NewAsync();
        await AddAsync(repository, app);
        await Workbench.WriteAsync(app, "index.html", "rewritten\n");
        await Workbench.GitAsync(app, "commit", "--quiet", "--amend", "--all", "-m", "Rewritten");
        await Workbench.GitAsync(app, "reflog", "expire", "--expire=now", "--all");
        await Workbench.GitAsync(app, "gc", "--quiet", "--prune=now");

        var result = await bench.Program.RunAsync("--json", "repo", "clone", repository, bench.At("clone"));

        Assert.Contains(Assert.Single(result.ErrorObjects).GetProperty("errorId").GetString(), (string[])["ReferenceNotFound", "Remote"]);
        Assert.False(Path.Exists(bench.At("clone")));
        Assert.NotNull(await bench.BuildAsync(repository));
    }

    private string[] Elsewhere => ["unshare", "--net", "env", "CONTAINERSTATE_HOME=" + bench.At("other-home")];

    private Task<JsonElement> AddAsync(string repository, string url, params string[] more) =>
        bench.DoAsync(["dependency", "add", url, "--name", "app", "--repo", repository, .. more]);
}
