using ContainerState.Builds;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Imports;
using ContainerState.Platform;
using ContainerState.Proofs;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Proofs;

public sealed class FreshCloneTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TestHost _host = new();
    private readonly TestRepo _repo;

    public FreshCloneTests() => _repo = TestRepo.MakeState(_temp.At("web"));

    public void Dispose()
    {
        _host.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public async Task Nested_and_sibling_dependencies_come_along_from_what_is_here()
    {
        var inner = Remote("inner", "deep");
        var library = Remote("library", "page");
        library.Pin("below/inner", "inner", "file://" + inner.Path, inner.Head);
        var beside = Remote("beside", "note");
        await AddAsync(new GitDependencyRequest("file://" + library.Path) { Name = "lib" });
        await AddAsync(new GitDependencyRequest("file://" + beside.Path) { Name = "beside", SideBySide = true });
        foreach (var remote in (TestRepo[])[inner, library, beside])
        {
            Directory.Delete(remote.Path, recursive: true);
        }

        var clone = await MakeAsync();
        Directory.Delete(_repo.Path, recursive: true);
        Directory.Delete(_temp.At("beside"), recursive: true);

        Assert.True((await clone.TestAsync(clone.Head)).Complete);
        var tree = await MergedAsync(clone);
        Assert.Equal(["srv/beside/note", "srv/lib/.gitmodules", "srv/lib/below/inner/deep", "srv/lib/page"], tree.Where(path => path.StartsWith("srv/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task It_shares_no_file_with_the_origin_and_knows_nothing_that_was_built()
    {
        _repo.Run("update-ref", "refs/containerstate/builds/" + new string('1', 64), _repo.Head);

        var clone = await MakeAsync();

        Assert.False(File.Exists(Path.Combine(clone.Path, ".git/objects/info/alternates")));
        Assert.All(
            Directory.EnumerateFiles(Path.Combine(clone.Path, ".git/objects"), "*", SearchOption.AllDirectories),
            file => Assert.Equal("1", LinksOf(file)));
        Assert.Equal("", TestRepo.At(clone.Path).Run("for-each-ref", "refs/containerstate"));
        Assert.Equal(_repo.Head, clone.Head);
        Assert.NotNull(StateRepo.Open(clone.Path));
    }

    [Fact]
    public async Task What_is_not_here_is_named_and_nothing_is_cloned()
    {
        var library = Remote("library", "page");
        await AddAsync(new GitDependencyRequest("file://" + library.Path) { Name = "lib" });
        Directory.Delete(_temp.At("web", ".git", "modules", "lib"), recursive: true);

        var error = await Assert.ThrowsAsync<IncompleteRepositoryException>(MakeAsync);

        Assert.Equal($"the commit {library.Head[..12]} that deps/lib is pinned to is not here", error.Missing.Distinct().Single());
        Assert.False(Directory.Exists(_temp.At("deep")));
    }

    [Fact]
    public async Task An_import_that_no_branch_holds_is_missing_in_a_clone()
    {
        var import = _repo.CommitTree(_repo.Run("rev-parse", "HEAD:rootfs"));
        _repo.Pin("deps/base", "base", "./", import);
        _repo.Write("components/base.yaml", "source: deps/base\nto: /base\n");
        _repo.Commit("an import");
        Assert.True((await StateRepo.Open(_repo.Path).TestAsync(_repo.Head)).Complete);

        var error = await Assert.ThrowsAsync<IncompleteRepositoryException>(MakeAsync);
        Assert.Contains($"in a fresh clone, the commit {import[..12]} that deps/base is pinned to is not here", error.Missing);

        Directory.Delete(_temp.At("deep"), recursive: true);
        _repo.Run("branch", "deps/base", import);
        Assert.True((await (await MakeAsync()).TestAsync(_repo.Head)).Complete);
    }

    [Fact]
    public async Task A_commit_that_no_branch_or_tag_holds_comes_with_no_clone()
    {
        var commit = _repo.Run("commit-tree", "HEAD^{tree}", "-m", "by hand");
        using var store = StateRepo.Open(_repo.Path).OpenStore();

        var error = await Assert.ThrowsAsync<IncompleteRepositoryException>(() => FreshClone.MakeAsync(store, commit, _temp.At("deep", "clone"), null, TestContext.Current.CancellationToken));

        Assert.Equal($"the commit {commit[..12]} is on no branch or tag, so that no clone has it", Assert.Single(error.Missing));
    }

    private static string LinksOf(string file) =>
        ProgramRunner.RunAsync(new ProgramCommand("stat").With("--format=%h", "--", file)).GetAwaiter().GetResult().Output.Trim();

    private TestRepo Remote(string name, string file)
    {
        var remote = TestRepo.Make(_temp.At("remotes", name));
        remote.Write(file, name);
        remote.Commit("first");
        return remote;
    }

    private Task AddAsync(DependencyRequest request) =>
        StateDependencies.AddAsync(_host.Host, StateRepo.Open(_repo.Path), request, cancel: TestContext.Current.CancellationToken);

    private async Task<StateRepo> MakeAsync()
    {
        using var store = StateRepo.Open(_repo.Path).OpenStore();
        return await FreshClone.MakeAsync(store, _repo.Head, _temp.At("deep", "er", "the clone"), null, TestContext.Current.CancellationToken);
    }

    private async Task<IReadOnlyList<string>> MergedAsync(StateRepo clone)
    {
        using var store = clone.OpenStore();
        var tree = await ServerTree.MakeAsync(_host.Host, store, clone.Head, new BuildOptions(), null, null, TestContext.Current.CancellationToken);
        return [.. tree.Layout.ReadEntries(store).Where(entry => entry.Kind != TreeItemKind.Tree).Select(entry => entry.Path)];
    }
}
