using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Builds;

public sealed class MergeTests : IDisposable
{
    private readonly TestHost _host = new();
    private readonly TempFolder _temp = new();
    private readonly TestRepo _repo;

    public MergeTests() => _repo = TestRepo.MakeState(_temp.At("web"));

    public void Dispose()
    {
        _temp.Dispose();
        _host.Dispose();
    }

    [Fact]
    public async Task Components_lie_over_each_other_and_only_what_is_kept_where_it_is_sent()
    {
        Component("a", "", ("etc/a", "1"), ("usr/share/x", "same"));
        Component("b", "to: /opt/b\nkeep: ['bin/**', '*.txt']\n", ("bin/deep/tool", "t"), ("note.txt", "n"), ("drop/x", "d"), ("etc/a", "other"));
        Component("c", "", ("usr/share/x", "same"));
        var tree = await BuildAsync();
        Assert.Equal(["bin/init", "etc/a", "opt/b/bin/deep/tool", "opt/b/note.txt", "usr/share/x"], Files(tree));
        Assert.Equal(["dev", "proc", "run", "sys", "tmp"], Layout(tree).Where(line => line.EndsWith('/')).Select(line => line.TrimEnd('/')).Except(["bin", "etc", "opt", "opt/b", "opt/b/bin", "opt/b/bin/deep", "usr", "usr/share"]));
    }

    [Fact]
    public async Task Two_that_write_one_path_with_different_content_are_refused()
    {
        Component("a", "", ("etc/x", "1"));
        Component("b", "", ("etc/x", "2"));
        var error = await Refused.WithAsync(ErrorId.PathConflict, BuildAsync);
        Assert.Equal("/etc/x", error.Target);
        Assert.Contains("components a and b both", error.Problem, StringComparison.Ordinal);
        _repo.Write("components/b.yaml", "source: src/b\noverrides: [a]\n");
        _repo.Commit("override");
        Assert.Equal("2", Text(await BuildAsync(), "etc/x"));
    }

    [Fact]
    public async Task A_file_and_a_folder_in_one_place_are_refused()
    {
        Component("a", "", ("etc/x", "1"));
        Component("b", "", ("etc/x/y", "2"));
        Assert.Equal("/etc/x", (await Refused.WithAsync(ErrorId.PathConflict, BuildAsync)).Target);
    }

    [Fact]
    public async Task The_repositorys_rootfs_replaces_what_a_package_brought()
    {
        Component("a", "", ("etc/x", "1"), ("bin/init", "theirs"));
        Assert.Equal("#!/bin/sh\n", Text(await BuildAsync(), "bin/init").TrimEnd('\n') + "\n");
    }

    [Fact]
    public async Task Writing_below_anothers_link_is_refused()
    {
        Component("a", "");
        Directory.CreateDirectory(_temp.At("web", "src", "a"));
        File.CreateSymbolicLink(_temp.At("web", "src", "a", "srv"), "usr/srv");
        Component("b", "", ("srv/x", "1"));
        Assert.Equal("b", (await Refused.WithAsync(ErrorId.Plan, BuildAsync)).Target);
        Component("b", "to: /srv/deep\n", ("x", "1"));
        _repo.Run("rm", "-r", "--quiet", "src/b/srv");
        _repo.Commit("send");
        Assert.Contains("usr/srv", (await Refused.WithAsync(ErrorId.Plan, BuildAsync)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "/run")]
    [InlineData("tmp", "/tmp")]
    [InlineData("dev", "/dev")]
    [InlineData("var", "/var/log")]
    public async Task A_mount_through_a_link_is_refused(string link, string mount)
    {
        _repo.Write("state.yaml", $"name: web\ninit: [/bin/init]\nwritable: [{(mount == "/dev" ? "/run" : mount)}]\n");
        File.CreateSymbolicLink(_temp.At("web", "rootfs", link), "/etc");
        _repo.Commit("attack");
        Assert.Contains("symbolic link", (await Refused.WithAsync(ErrorId.Plan, BuildAsync)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("source: src/a\noverrides: [nobody]\n", ErrorId.Plan)]
    [InlineData("source: nowhere\n", ErrorId.StateFile)]
    [InlineData("source: state.yaml\n", ErrorId.StateFile)]
    [InlineData("source: src/a\nto: /.containerstate\n", ErrorId.Plan)]
    [InlineData("source: src/a\nto: /.containerstate/x\n", ErrorId.Plan)]
    [InlineData("source: src/a\nto: /srv/.git\n", ErrorId.Plan)]
    public async Task What_cannot_be_planned_is_refused_before_anything_is_written(string component, ErrorId expected)
    {
        Component("a", "", ("x", "1"));
        _repo.Write("components/a.yaml", component);
        _repo.Commit("change");
        await Refused.WithAsync(expected, BuildAsync);
        Assert.False(Directory.Exists(_host.Home));
    }

    [Fact]
    public async Task A_toolchain_that_no_step_can_run_in_is_refused()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Others are told that only root may build steps.");
        Component("a", "", ("x", "1"));
        _repo.Write("components/a.yaml", "source: src/a\nbuild: make\ntoolchain: rootfs\n");
        _repo.Commit("change");
        await Refused.WithAsync(ErrorId.Plan, BuildAsync);
        Assert.False(Directory.Exists(_host.Home));
    }

    [Fact]
    public async Task A_commit_without_any_files_is_refused()
    {
        _repo.Run("rm", "-r", "--quiet", "rootfs");
        _repo.Commit("nothing");
        await Refused.WithAsync(ErrorId.Plan, BuildAsync);
    }

    [Fact]
    public async Task Metadata_is_placed_and_its_file_is_not()
    {
        Component("a", "to: /x\nsetuid: [f]\n", ("f", "1"), (".containerstate/mtree", "#mtree v2.0\n./f type=any mode=04755 uid=5 gid=6\n./empty type=dir mode=0700\n./plain/deep type=dir\n"));
        var layout = Read(await BuildAsync());
        Assert.Equal([("x/f", 2541, 5, 6)], layout.Where(entry => entry.Path == "x/f").Select(entry => (entry.Path, entry.Mode, entry.UserId, entry.GroupId)));
        Assert.Equal(448, layout.Single(entry => entry.Path == "x/empty").Mode);
        Assert.Equal(493, layout.Single(entry => entry.Path == "x/plain/deep").Mode);
        Assert.DoesNotContain(layout, entry => entry.Path.Contains(".containerstate", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_that_give_one_path_different_owners_are_refused()
    {
        Component("a", "", ("f", "1"), (".containerstate/mtree", "#mtree v2.0\n./f type=any uid=5\n"));
        Component("b", "", ("f", "1"), (".containerstate/mtree", "#mtree v2.0\n./f type=any uid=6\n"));
        Assert.Equal("/f", (await Refused.WithAsync(ErrorId.PathConflict, BuildAsync)).Target);
    }

    [Fact]
    public async Task An_owner_on_one_side_alone_is_a_difference_that_an_override_settles()
    {
        Component("a", "", ("deep/f", "1"), (".containerstate/mtree", "#mtree v2.0\n./deep/f type=any mode=0600\n"));
        Component("b", "", ("deep/f", "1"));
        Assert.Equal("/deep/f", (await Refused.WithAsync(ErrorId.PathConflict, BuildAsync)).Target);
        _repo.Write("components/b.yaml", "source: src/b\noverrides: [a]\n");
        _repo.Commit("override");
        Assert.Equal(420, Read(await BuildAsync()).Single(entry => entry.Path == "deep/f").Mode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public async Task A_symbolic_link_without_a_usable_target_is_refused(string target)
    {
        var blob = _repo.Blob(target);
        _repo.Run("update-index", "--add", "--cacheinfo", $"120000,{blob},rootfs/link");
        _repo.Run("commit", "--quiet", "--message", "attack");
        await Assert.ThrowsAsync<UnsafeTreeException>(BuildAsync);
    }

    [Fact]
    public async Task A_symbolic_link_that_is_not_utf_8_is_refused_and_never_changed()
    {
        _repo.Run("update-index", "--add", "--cacheinfo", $"120000,{_repo.Blob([0x61, 0xE9])},rootfs/link");
        _repo.Run("commit", "--quiet", "--message", "latin");
        await Assert.ThrowsAsync<UnsafeTreeException>(BuildAsync);
    }

    [Fact]
    public async Task Folders_without_end_are_refused()
    {
        var tree = _repo.RawTree(("100644", "x", _repo.Blob("x")));
        for (var i = 0; i < 300; i++)
        {
            tree = _repo.Feed(System.Text.Encoding.UTF8.GetBytes($"040000 tree {tree}\td\0"), "mktree", "-z");
        }
        var root = _repo.RawTree(("40000", "rootfs", tree), ("100644", "state.yaml", _repo.Run("rev-parse", "HEAD:state.yaml")));
        _repo.Run("update-ref", "HEAD", _repo.CommitTree(root));
        await Assert.ThrowsAsync<UnsafeTreeException>(BuildAsync);
    }

    [Fact]
    public async Task A_tree_that_doubles_is_refused_before_it_is_laid_out()
    {
        var tree = _repo.RawTree(("100644", "x", _repo.Blob("x")));
        // In 40 small objects, a million million files.
        for (var i = 0; i < 40; i++)
        {
            tree = _repo.RawTree(("40000", "a", tree), ("40000", "b", tree));
        }
        var root = _repo.RawTree(("40000", "rootfs", tree), ("100644", "state.yaml", _repo.Run("rev-parse", "HEAD:state.yaml")));
        _repo.Run("update-ref", "HEAD", _repo.CommitTree(root));

        var error = await Assert.ThrowsAsync<UnsafeTreeException>(BuildAsync);

        Assert.Contains("more than 2000000 entries", error.Message, StringComparison.Ordinal);
    }

    private void Component(string name, string more, params (string Path, string Text)[] files)
    {
        _repo.Write($"components/{name}.yaml", $"source: src/{name}\n{more}");
        foreach (var (path, text) in files)
        {
            _repo.Write($"src/{name}/{path}", text);
        }
        _repo.Commit(name);
    }

    private async Task<string> BuildAsync() =>
        (await _host.Builder.BuildAsync(StateRepo.Open(_repo.Path), new(), cancel: TestContext.Current.CancellationToken)).Id;

    private IReadOnlyList<ImageEntry> Read(string tree)
    {
        using var store = ContainerState.Git.GitStore.Open(_repo.Path);
        return ImageLayout.Read(store, tree).ReadEntries(store);
    }

    private IEnumerable<string> Layout(string tree) => Read(tree).Select(entry => entry.Path + (entry.Id.Length == 0 ? "/" : "")).Order(StringComparer.Ordinal);

    private IEnumerable<string> Files(string tree) => Layout(tree).Where(path => !path.EndsWith('/'));

    private string Text(string tree, string path) => _repo.Run("show", $"{tree}:{path}");
}
