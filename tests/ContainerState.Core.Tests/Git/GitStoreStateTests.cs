using ContainerState.Core.Tests.Support;
using ContainerState.Git;

namespace ContainerState.Core.Tests.Git;

public sealed class GitStoreStateTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TestRepo _repo;

    public GitStoreStateTests() => _repo = TestRepo.Make(_temp.At("repo"));

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_repository_without_a_commit_has_a_branch_and_no_head()
    {
        using var store = GitStore.Open(_repo.Path);
        Assert.Null(store.Head);
        Assert.Equal("main", store.Branch);
        Assert.Equal((_repo.Path, Path.Combine(_repo.Path, ".git")), (store.WorkTree, store.GitDirectory));
    }

    [Fact]
    public void The_head_is_the_commit_of_the_branch_or_the_one_it_is_detached_at()
    {
        var first = _repo.Commit("first");
        var second = _repo.Commit("second");
        _repo.Run("checkout", "--quiet", "-b", "feature/one");
        using var store = GitStore.Open(_repo.Path);
        Assert.Equal((second, "feature/one"), (store.Head, store.Branch));
        _repo.Run("checkout", "--quiet", "--detach", first);
        Assert.Equal((first, ""), (store.Head, store.Branch));
    }

    [Fact]
    public void A_reference_is_read_loose_and_packed_and_by_way_of_another()
    {
        var commit = _repo.Commit("first");
        _repo.Run("symbolic-ref", "refs/heads/other", "refs/heads/main");
        using var store = GitStore.Open(_repo.Path);
        Assert.Equal(commit, store.ReadReference("refs/heads/other"));
        _repo.Run("pack-refs", "--all");
        Assert.Equal(commit, store.ReadReference("refs/heads/main"));
        Assert.Null(store.ReadReference("refs/heads/none"));
        var next = _repo.Commit("second");
        Assert.Equal(next, store.ReadReference("refs/heads/main"));
    }

    [Fact]
    public async Task A_folder_is_clean_until_something_in_it_is_not_as_committed()
    {
        _repo.Write("a/b", "x");
        _repo.Write(".gitignore", "*.log\n");
        _repo.Commit("first");
        _repo.Write("a/c.log", "ignored");
        using var store = GitStore.Open(_repo.Path);
        Assert.False(await store.HasUncommittedChangesAsync());
        _repo.Write("a/c", "new");
        Assert.True(await store.HasUncommittedChangesAsync());
        File.Delete(Path.Combine(_repo.Path, "a/c"));
        Assert.False(await store.HasUncommittedChangesAsync());
        _repo.Write("a/b", "longer");
        Assert.True(await store.HasUncommittedChangesAsync());
        _repo.Run("add", "a/b");
        Assert.True(await store.HasUncommittedChangesAsync());
    }

    [Fact]
    public async Task Submodules_that_are_not_checked_out_are_no_change()
    {
        _repo.Commit("first");
        _repo.Pin("deps/x", "x", "./", _repo.Head);
        using var store = GitStore.Open(_repo.Path);
        Assert.False(await store.HasUncommittedChangesAsync());
    }

    [Fact]
    public async Task A_bare_repository_has_no_changes_and_no_work_tree()
    {
        _repo.Commit("first");
        var bare = _temp.At("bare");
        _repo.Run("clone", "--quiet", "--bare", _repo.Path, bare);
        using var store = GitStore.Open(bare);
        Assert.Null(store.WorkTree);
        Assert.Equal(bare, store.GitDirectory);
        Assert.False(await store.HasUncommittedChangesAsync());
    }

    [Fact]
    public void A_repository_is_found_from_a_folder_below_it_and_nowhere_else()
    {
        _repo.Write("a/b/c", "x");
        Assert.Equal(Path.Combine(_repo.Path, ".git") + "/", RepositoryFinder.Find(Path.Combine(_repo.Path, "a/b")));
        Assert.Null(RepositoryFinder.Find(_temp.At("elsewhere")));
    }
}
