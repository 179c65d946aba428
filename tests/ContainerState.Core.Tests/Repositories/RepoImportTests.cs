using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Repositories;

public sealed class RepoImportTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TestRepo _origin;

    public RepoImportTests() => _origin = TestRepo.MakeState(_temp.At("origin", "web"));

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Submodules_nested_or_sibling_come_along_and_are_not_checked_out()
    {
        var inner = Library("inner");
        var outer = Library("outer");
        outer.Pin("third/inner", "inner", "../inner", inner.Head);
        var side = Library("side");
        for (var i = 0; i < 10; i++)
        {
            _origin.Pin($"deps/lib{i}", $"lib{i}", "../outer", outer.Head);
        }
        _origin.Write("deps/side.yaml", $"url: file://{side.Path}\ncommit: '{side.Head}'\n");
        _origin.Write("components/lib0.yaml", "source: deps/lib0/src\n");
        _origin.Write("components/side.yaml", "source: deps/side/src\nto: /srv\n");
        _origin.Commit("pin");
        var repository = await ImportAsync("copy");
        Assert.Equal(_temp.At("copy"), repository.Path);
        Assert.Empty((await repository.TestAsync()).Missing);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temp.At("copy", "deps", "lib0")));
        Assert.True(Directory.Exists(_temp.At("copy", ".git", "modules", "lib0", "modules", "inner")));
        Assert.True(Directory.Exists(_temp.At("side", ".git")));
        Assert.Equal(["copy", "origin", "side"], Entries());
    }

    [Fact]
    public async Task A_branch_or_tag_is_what_is_imported()
    {
        var first = _origin.Head;
        _origin.Run("tag", "v1");
        _origin.Commit("later");
        Assert.Equal(first, (await ImportAsync("copy", "v1")).Head);
        Assert.Equal(_origin.Head, (await ImportAsync("copy2", "main")).Head);
    }

    [Theory]
    [InlineData("nowhere", ErrorId.ReferenceNotFound)]
    [InlineData("-x", ErrorId.InvalidName)]
    [InlineData("--upload-pack=x", ErrorId.InvalidName)]
    [InlineData("a\nb", ErrorId.InvalidName)]
    public async Task A_bad_reference_is_an_error_and_leaves_nothing(string reference, ErrorId expected)
    {
        await Refused.WithAsync(expected, () => ImportAsync("copy", reference));
        Assert.Equal(["origin"], Entries());
    }

    [Theory]
    [InlineData("file:///nowhere/at/all", ErrorId.Remote)]
    [InlineData("-x", ErrorId.UnsafeUrl)]
    [InlineData("ext::sh -c id", ErrorId.UnsafeUrl)]
    public async Task A_bad_url_is_an_error_and_leaves_nothing(string url, ErrorId expected)
    {
        await Refused.WithAsync(expected, () => StateRepo.ImportAsync(url, _temp.At("copy"), cancel: TestContext.Current.CancellationToken));
        Assert.Equal(["origin"], Entries());
    }

    [Fact]
    public async Task What_is_no_state_repository_is_not_kept()
    {
        Library("plain");
        await Assert.ThrowsAsync<NotARepositoryException>(() => StateRepo.ImportAsync("file://" + _temp.At("origin", "plain"), _temp.At("copy"), cancel: TestContext.Current.CancellationToken));
        Assert.Equal(["origin"], Entries());
    }

    [Fact]
    public async Task A_target_that_is_full_is_refused_and_an_empty_one_is_filled()
    {
        Directory.CreateDirectory(_temp.At("full"));
        File.WriteAllText(_temp.At("full", "x"), "x");
        await Refused.WithAsync(ErrorId.RepositoryExists, () => ImportAsync("full"));
        Assert.Equal("x", File.ReadAllText(_temp.At("full", "x")));
        Directory.CreateDirectory(_temp.At("empty"));
        Assert.Equal(_origin.Head, (await ImportAsync("empty")).Head);
    }

    [Fact]
    public async Task What_a_killed_import_left_is_cleared()
    {
        Directory.CreateDirectory(_temp.At(".copy.importing", "half"));
        File.WriteAllText(_temp.At(".copy.importing.lock"), "");
        await ImportAsync("copy");
        Assert.Equal(["copy", "origin"], Entries());
    }

    [Fact]
    public async Task A_submodule_whose_commit_was_rewritten_is_an_error_and_leaves_nothing()
    {
        Library("lib");
        var side = Library("side");
        _origin.Write("deps/side.yaml", $"url: file://{side.Path}\ncommit: '{side.Head}'\n");
        _origin.Run("add", "deps/side.yaml");
        _origin.Pin("deps/lib", "lib", "../lib", new string('1', 40));
        Assert.Equal(new string('1', 40), (await Assert.ThrowsAsync<ReferenceNotFoundException>(() => ImportAsync("copy"))).Reference);
        Assert.Equal(["origin"], Entries());
    }

    [Fact]
    public async Task A_gitlink_that_gitmodules_does_not_name_is_an_error()
    {
        _origin.Run("update-index", "--add", "--cacheinfo", $"160000,{new string('1', 40)},deps/lib");
        _origin.Run("commit", "--quiet", "--message", "attack");
        Assert.Contains("deps/lib", Assert.Single((await Assert.ThrowsAsync<IncompleteRepositoryException>(() => ImportAsync("copy"))).Missing), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_submodule_that_is_the_repository_itself_comes_once()
    {
        _origin.Run("branch", "deps/self");
        _origin.Pin("deps/self", "self", "./", _origin.Head);
        var repository = await ImportAsync("copy");
        Assert.True((await repository.TestAsync()).Complete);
        Assert.False(Directory.Exists(_temp.At("copy", ".git", "modules")));
    }

    [Fact]
    public async Task Submodules_that_nest_without_end_are_refused()
    {
        var lib = Library("lib");
        for (var i = 0; i < 20; i++)
        {
            lib.Pin("self", "self", "../lib", lib.Head);
            // Unrelated histories, so that no level has the next one's commit already.
            lib.Run("update-ref", $"refs/heads/keep{i}", lib.Head);
            lib.Run("update-ref", "HEAD", lib.CommitTree(lib.Run("rev-parse", "HEAD^{tree}")));
        }
        _origin.Pin("deps/lib", "lib", "../lib", lib.Head);
        var error = await Assert.ThrowsAsync<UnsafeTreeException>(() => ImportAsync("copy"));
        Assert.Contains("nested too deep", error.Reason, StringComparison.Ordinal);
        Assert.Equal(["origin"], Entries());
    }

    [Fact]
    public async Task A_cancelled_import_leaves_nothing()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var progress = new Cancelling(stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StateRepo.ImportAsync("file://" + _origin.Path, _temp.At("copy"), progress: progress, cancel: stop.Token));
        Assert.Equal(["origin"], Entries());
    }

    private Task<StateRepo> ImportAsync(string folder, string? reference = null) =>
        StateRepo.ImportAsync("file://" + _origin.Path, _temp.At(folder), reference, cancel: TestContext.Current.CancellationToken);

    private TestRepo Library(string name)
    {
        var repo = TestRepo.Make(_temp.At("origin", name));
        repo.Write($"src/{name}.txt", name);
        repo.Commit("first");
        return repo;
    }

    private IEnumerable<string> Entries() => Directory.EnumerateFileSystemEntries(_temp.Path).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal);

    private sealed class Cancelling(CancellationTokenSource stop) : IProgress<ContainerState.Platform.StepProgress>
    {
        public void Report(ContainerState.Platform.StepProgress value) => stop.Cancel();
    }
}
