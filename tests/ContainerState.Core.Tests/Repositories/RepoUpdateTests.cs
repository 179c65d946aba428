using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Repositories;

public sealed class RepoUpdateTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TestRepo _origin;
    private readonly TestRepo _copy;

    public RepoUpdateTests()
    {
        _origin = TestRepo.MakeState(_temp.At("origin", "web"));
        _origin.Run("clone", "--quiet", _origin.Path, _temp.At("copy"));
        _copy = TestRepo.At(_temp.At("copy"));
    }

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_pull_brought_is_completed_whoever_pulled(bool pulledByGit)
    {
        var nested = Library("nested");
        var library = Library("library");
        library.Pin("third/nested", "nested", "../nested", nested.Head);
        var side = Library("side");
        // An import is a commit on a branch of the repository itself.
        var import = _origin.CommitTree(_origin.Run("rev-parse", "HEAD:rootfs"));
        _origin.Run("branch", "deps/base", import);
        _origin.Pin("deps/base", "base", "./", import);
        _origin.Pin("deps/relative", "relative", "../library", library.Head);
        _origin.Pin("deps/local", "local", library.Path, library.Head);
        _origin.Write("deps/side.yaml", $"url: {side.Path}\ncommit: '{side.Head}'\n");
        _origin.Write("components/local.yaml", "source: deps/local/src\nto: /srv\n");
        _origin.Run("add", "--all", "deps/side.yaml", "components");
        _origin.Run("commit", "--quiet", "--message", "Add dependencies");
        if (pulledByGit)
        {
            _copy.Run("pull", "--quiet", "--ff-only");
            Assert.NotEmpty((await StateRepo.Open(_copy.Path).TestAsync()).Missing);
        }

        var updated = await UpdateAsync();

        Assert.Equal(_origin.Head, updated.Head);
        Assert.Empty((await updated.TestAsync()).Missing);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temp.At("copy", "deps", "local")));
        Assert.Equal(import, _copy.Run("rev-parse", "refs/heads/deps/base"));
        Assert.Equal("", _copy.Run("status", "--porcelain"));
    }

    [Fact]
    public async Task An_import_that_was_made_anew_keeps_the_one_before()
    {
        var first = PinImport("rootfs");
        await UpdateAsync();
        var second = PinImport("rootfs/bin");

        var updated = await UpdateAsync();

        Assert.Empty((await updated.TestAsync()).Missing);
        Assert.Equal(second, _copy.Run("rev-parse", "refs/heads/deps/base"));
        Assert.Equal(first, _copy.Run("rev-parse", $"refs/heads/deps/base.{first[..12]}"));
    }

    [Fact]
    public async Task Histories_that_went_apart_are_refused_with_what_to_do()
    {
        _origin.Write("rootfs/theirs", "theirs");
        _origin.Commit("theirs");
        _copy.Write("rootfs/ours", "ours");
        var ours = _copy.Commit("ours");
        _copy.Write("rootfs/ours", "changed");

        var fault = await Refused.WithAsync(ErrorId.NotFastForward, UpdateAsync);

        Assert.Contains("git pull --rebase", fault.Remedy, StringComparison.Ordinal);
        Assert.Equal(ours, _copy.Head);
        Assert.Equal("changed", _copy.Read("rootfs/ours"));
        _copy.Run("checkout", "--quiet", "rootfs/ours");
        _copy.Run("pull", "--quiet", "--rebase");
        Assert.Equal("theirs", (await UpdateAsync()).Head == _copy.Head ? _copy.Read("rootfs/theirs") : "");
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("staged")]
    [InlineData("untracked")]
    [InlineData("ignored")]
    public async Task What_is_not_committed_is_never_overwritten(string what)
    {
        var file = what is "changed" or "staged" ? "rootfs/bin/init" : "rootfs/new";
        if (what == "ignored")
        {
            _origin.Write(".gitignore", "new\n");
            _origin.Commit("Ignore it");
            await UpdateAsync();
        }
        _origin.Write(file, "theirs");
        _origin.Run("add", "--force", file);
        _origin.Run("commit", "--quiet", "--message", "theirs");
        var before = _copy.Head;
        _copy.Write(file, "ours");
        if (what == "staged")
        {
            _copy.Run("add", file);
        }

        var fault = await Refused.WithAsync(ErrorId.UncommittedChanges, UpdateAsync);

        Assert.Contains(file, fault.Problem, StringComparison.Ordinal);
        Assert.Equal(before, _copy.Head);
        Assert.Equal("ours", _copy.Read(file));
    }

    [Fact]
    public async Task Changes_elsewhere_are_kept_while_the_branch_moves()
    {
        _origin.Write("rootfs/new", "theirs");
        _origin.Commit("theirs");
        _copy.Write("rootfs/bin/init", "ours");
        _copy.Write("state.yaml", _copy.Read("state.yaml") + "# staged\n");
        _copy.Run("add", "state.yaml");
        _copy.Write("notes", "untracked");

        Assert.Equal(_origin.Head, (await UpdateAsync()).Head);

        Assert.Equal("M  state.yaml\n M rootfs/bin/init\n?? notes".Split('\n').Order(), _copy.Run("status", "--porcelain").Split('\n').Order());
        Assert.Equal("theirs", _copy.Read("rootfs/new"));
    }

    [Fact]
    public async Task A_dependency_that_cannot_be_fetched_leaves_HEAD_where_it_was()
    {
        Library("library");
        _origin.Pin("deps/library", "library", "../library", new string('1', 40));
        var before = _copy.Head;

        await Assert.ThrowsAsync<ReferenceNotFoundException>(UpdateAsync);

        Assert.Equal(before, _copy.Head);
        Assert.Equal("", _copy.Run("status", "--porcelain"));
    }

    [Fact]
    public async Task A_commit_that_is_no_servers_leaves_HEAD_where_it_was()
    {
        _origin.Write("state.yaml", "nonsense: true\n");
        _origin.Commit("break it");
        var before = _copy.Head;

        await Assert.ThrowsAsync<StateFileException>(UpdateAsync);

        Assert.Equal(before, _copy.Head);
    }

    [Fact]
    public async Task One_with_no_remote_or_no_branch_has_its_dependencies_fetched()
    {
        var library = Library("library");
        _copy.Pin("deps/library", "library", library.Path, library.Head);
        _copy.Run("remote", "remove", "origin");
        Assert.Empty((await (await UpdateAsync()).TestAsync()).Missing);

        _origin.Pin("deps/library", "library", library.Path, library.Head);
        _origin.Run("checkout", "--quiet", "--detach");
        var head = _origin.Head;
        var detached = await StateRepo.Open(_origin.Path).UpdateAsync(cancel: TestContext.Current.CancellationToken);
        Assert.Equal(head, detached.Head);
        Assert.Empty((await detached.TestAsync()).Missing);
    }

    [Fact]
    public async Task Commits_that_are_not_pushed_yet_stay()
    {
        _copy.Write("rootfs/ours", "ours");
        var ours = _copy.Commit("ours");

        Assert.Equal(ours, (await UpdateAsync()).Head);
    }

    [Fact]
    public async Task The_branch_that_is_followed_is_the_one_that_git_would_pull()
    {
        _origin.Run("checkout", "--quiet", "-b", "stable");
        _origin.Write("rootfs/stable", "stable");
        var stable = _origin.Commit("stable");
        _copy.Run("fetch", "--quiet");
        _copy.Run("branch", "--set-upstream-to=origin/stable");
        Assert.Equal(stable, (await UpdateAsync()).Head);

        _origin.Run("checkout", "--quiet", "main");
        _origin.Run("branch", "-D", "stable");
        Assert.Contains("stable", (await Assert.ThrowsAsync<ReferenceNotFoundException>(UpdateAsync)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--upload-pack=x", ErrorId.UnsafeUrl)]
    [InlineData("ext::sh -c id", ErrorId.UnsafeUrl)]
    [InlineData("/nowhere/at/all", ErrorId.Remote)]
    public async Task A_bad_URL_of_the_remote_is_refused(string url, ErrorId expected)
    {
        _copy.Run("config", "remote.origin.url", url);

        await Refused.WithAsync(expected, UpdateAsync);
    }

    [Theory]
    [InlineData("other")]
    [InlineData("a*b")]
    [InlineData("../../heads")]
    public async Task A_remote_that_is_none_is_refused(string remote)
    {
        _copy.Run("config", "branch.main.remote", remote);
        _copy.Run("config", $"remote.{remote}.url", remote == "other" ? "" : _origin.Path);
        var before = _copy.Run("for-each-ref");

        await Assert.ThrowsAnyAsync<ContainerStateException>(UpdateAsync);

        Assert.Equal(before, _copy.Run("for-each-ref"));
    }

    [Fact]
    public async Task Several_remotes_and_none_followed_is_an_error_with_what_to_do()
    {
        _copy.Run("remote", "rename", "origin", "one");
        _copy.Run("remote", "add", "two", _origin.Path);
        _copy.Run("branch", "--unset-upstream");

        var fault = await Refused.WithAsync(ErrorId.RemoteNotFound, UpdateAsync);

        Assert.Contains("--set-upstream-to", fault.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bare_repository_is_refused()
    {
        _origin.Run("clone", "--quiet", "--bare", _origin.Path, _temp.At("bare.git"));

        await Assert.ThrowsAsync<NotARepositoryException>(() => StateRepo.Open(_temp.At("bare.git")).UpdateAsync(cancel: TestContext.Current.CancellationToken));
    }

    private Task<StateRepo> UpdateAsync() => StateRepo.Open(_copy.Path).UpdateAsync(cancel: TestContext.Current.CancellationToken);

    private TestRepo Library(string name)
    {
        var repo = TestRepo.Make(_temp.At("origin", name));
        repo.Write($"src/{name}.txt", name);
        repo.Commit("first");
        return repo;
    }

    private string PinImport(string folder)
    {
        var import = _origin.CommitTree(_origin.Run("rev-parse", $"HEAD:{folder}"));
        _origin.Run("branch", "--force", "deps/base", import);
        _origin.Pin("deps/base", "base", "./", import);
        return import;
    }
}
