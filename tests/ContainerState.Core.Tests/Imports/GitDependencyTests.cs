using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Imports;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Imports;

public sealed class GitDependencyTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TestRepo _library;
    private readonly TestRepo _state;
    private readonly StateRepo _repository;

    public GitDependencyTests()
    {
        _library = TestRepo.Make(_temp.At("remote", "my-lib.git"));
        _library.Write("a", "one");
        _library.Commit("first");
        _library.Run("tag", "v1");
        _library.Run("tag", "--annotate", "v1-signed", "--message", "x");
        _library.Run("branch", "release/1");
        _library.Write("a", "two");
        _library.Commit("second");
        _state = TestRepo.MakeState(_temp.At("work", "web"));
        _repository = StateRepo.Open(_state.Path);
    }

    private string Url => "file://" + _library.Path;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_submodule_is_pinned_and_has_a_component()
    {
        var added = await AddAsync(new(Url));
        Assert.Equal(("my-lib", DependencyKind.Submodule, "deps/my-lib", Url, _library.Head, true), (added.Name, added.Kind, added.Path, added.Url, added.Commit, added.Present));
        Assert.Equal("", _state.Run("status", "--porcelain"));
        Assert.Equal(_state.Head, added.Repository.Head);
        Assert.Equal($"160000 commit {_library.Head}\tdeps/my-lib", _state.Run("ls-tree", "HEAD", "deps/"));
        Assert.Equal("source: deps/my-lib\nto: /srv/my-lib\n", _state.Read("components/my-lib.yaml"));
        Assert.Equal("true", _state.Run("config", "--file", ".gitmodules", "submodule.my-lib.shallow"));
        Assert.True((await _repository.Refresh().TestAsync()).Complete);
        // git itself takes it for a submodule of its own.
        _state.Run("submodule", "--quiet", "update", "--init");
        Assert.Equal("two", _state.Read("deps/my-lib/a"));
        Assert.Equal("", _state.Run("status", "--porcelain"));
    }

    [Fact]
    public async Task A_checkout_side_by_side_is_pinned_in_a_file()
    {
        var added = await AddAsync(new(Url) { SideBySide = true, Name = "side", To = "/opt", Keep = ["a"] });
        Assert.Equal(("side", DependencyKind.SideBySide, "deps/side.yaml", _library.Head, true), (added.Name, added.Kind, added.Path, added.Commit, added.Present));
        Assert.Equal("two", File.ReadAllText(_temp.At("work", "side", "a")));
        Assert.Equal("source: deps/side\nto: /opt\nkeep:\n  - a\n", _state.Read("components/side.yaml"));
        Assert.Equal("", _state.Run("status", "--porcelain"));
        Assert.True((await _repository.Refresh().TestAsync()).Complete);
        Assert.Equal(["side", "web"], Beside());
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v1-signed")]
    [InlineData("release/1")]
    [InlineData("refs/heads/release/1")]
    [InlineData("commit")]
    public async Task A_reference_chooses_the_commit(string reference)
    {
        var first = _library.Run("rev-parse", "v1");
        Assert.Equal(first, (await AddAsync(new(Url) { Ref = reference == "commit" ? first : reference })).Commit);
        Assert.Equal(first, (await AddAsync(new(Url) { Ref = reference == "commit" ? first : reference, SideBySide = true, Name = "side" })).Commit);
    }

    [Fact]
    public async Task A_dependency_can_be_there_for_others_alone()
    {
        await AddAsync(new(Url) { Name = "lib", To = "/opt", Keep = [] });
        Assert.Equal("source: deps/lib\nto: /opt\nkeep: []\n", _state.Read("components/lib.yaml"));
        Assert.Empty(await StateDependencies.RemoveAsync(_repository, "lib"));
        Assert.False(File.Exists(_temp.At("work", "web", "components", "lib.yaml")));
    }

    [Fact]
    public async Task Submodules_of_a_submodule_come_along()
    {
        var outer = TestRepo.Make(_temp.At("remote", "outer"));
        outer.Pin("inner", "inner", "../my-lib.git", _library.Head);
        Assert.True((await AddAsync(new("file://" + outer.Path))).Present);
        Assert.True((await _repository.Refresh().TestAsync()).Complete);
        Assert.True(Directory.Exists(_temp.At("work", "web", ".git", "modules", "outer", "modules", "inner")));
    }

    public static TheoryData<string, string?, string?, string> Bad => new()
    {
        { "--upload-pack=x", null, "x", nameof(ErrorId.UnsafeUrl) },
        { "ext::sh -c id", null, "x", nameof(ErrorId.UnsafeUrl) },
        { "https://example.test/a\nb", null, "x", nameof(ErrorId.UnsafeUrl) },
        { "file:///nowhere/at/all", null, "x", nameof(ErrorId.Remote) },
        { "URL", "nowhere", "x", nameof(ErrorId.ReferenceNotFound) },
        { "URL", "1111111111111111111111111111111111111111", "x", nameof(ErrorId.ReferenceNotFound) },
        { "URL", "--output=x", "x", nameof(ErrorId.InvalidName) },
        { "URL", "", "x", nameof(ErrorId.InvalidName) },
        { "URL", "a:b", "x", nameof(ErrorId.InvalidName) },
        { "URL", "a\nb", "x", nameof(ErrorId.InvalidName) },
        { "URL", null, "", nameof(ErrorId.InvalidName) },
        { "URL", null, "..", nameof(ErrorId.InvalidName) },
        { "URL", null, "a/b", nameof(ErrorId.InvalidName) },
        { "URL", null, "a b", nameof(ErrorId.InvalidName) },
        { "URL", null, "a\nb", nameof(ErrorId.InvalidName) },
        { "URL", null, "-x", nameof(ErrorId.InvalidName) },
        { "URL", null, ".git", nameof(ErrorId.InvalidName) },
        { "URL", null, "rootfs", nameof(ErrorId.InvalidName) },
        { "URL", null, "taken", nameof(ErrorId.DependencyExists) },
        { "URL", null, "dirty", nameof(ErrorId.UncommittedChanges) },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_request_that_fails_changes_nothing(string url, string? reference, string? name, string expected)
    {
        _state.Write("components/taken.yaml", "source: rootfs\n");
        _state.Commit("taken");
        _state.Write("components/dirty.yaml", "source: rootfs\n");
        foreach (var sideBySide in (bool[])[false, true])
        {
            var before = _state.Look();
            var error = await Assert.ThrowsAnyAsync<ContainerStateException>(() => AddAsync(new(url == "URL" ? Url : url) { Ref = reference, Name = name, SideBySide = sideBySide }));
            Assert.Equal(expected, error.ErrorId.ToString());
            Assert.DoesNotContain(error.Message, char.IsControl);
            Assert.Equal(before, _state.Look());
            Assert.Equal(["web"], Beside());
            Assert.False(File.Exists(_temp.At("work", "web", ".git", "index.lock")));
        }
    }

    [Fact]
    public async Task A_bad_place_or_pattern_is_refused_before_anything_is_fetched()
    {
        var before = _state.Look();
        Assert.Equal("to", (await Assert.ThrowsAsync<StateFileException>(() => AddAsync(new(Url) { To = "srv" }))).Key);
        Assert.Equal("keep[0]", (await Assert.ThrowsAsync<StateFileException>(() => AddAsync(new(Url) { Keep = ["/x"] }))).Key);
        Assert.Equal(before, _state.Look());
    }

    [Fact]
    public async Task A_folder_beside_that_is_something_else_is_left_alone()
    {
        Directory.CreateDirectory(_temp.At("work", "side"));
        File.WriteAllText(_temp.At("work", "side", "mine"), "x");
        var before = _state.Look();
        await Refused.WithAsync(ErrorId.RepositoryExists, () => AddAsync(new(Url) { SideBySide = true, Name = "side" }));
        Assert.Equal(before, _state.Look());
        Assert.Equal("x", File.ReadAllText(_temp.At("work", "side", "mine")));
    }

    [Fact]
    public async Task Dependencies_are_listed_by_name_and_wildcard()
    {
        await AddAsync(new(Url) { Name = "b", NoComponent = true });
        await AddAsync(new(Url) { Name = "a", SideBySide = true, Ref = "v1" });
        Assert.False(File.Exists(_temp.At("work", "web", "components", "b.yaml")));
        Assert.Equal(["a", "b"], (await StateDependencies.ListAsync(_repository)).Select(dependency => dependency.Name));
        Assert.Equal("v1", Assert.Single(await StateDependencies.ListAsync(_repository, "a*")).Detail);
        Assert.Equal("a", Assert.Single(await StateDependencies.ListAsync(_repository, "A")).Name);
        Directory.Delete(_temp.At("work", "a"), recursive: true);
        Directory.Delete(_temp.At("work", "web", ".git", "modules", "b"), recursive: true);
        Assert.All(await StateDependencies.ListAsync(_repository), dependency => Assert.False(dependency.Present));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_removed_can_be_added_again_at_another_commit(bool sideBySide)
    {
        await AddAsync(new(Url) { Name = "lib", SideBySide = sideBySide, Ref = "v1" });
        var files = _state.Run("ls-tree", "-r", "--name-only", "HEAD~1");
        await StateDependencies.RemoveAsync(_repository, "lib");
        Assert.Equal("", _state.Run("status", "--porcelain"));
        Assert.Equal(files, _state.Run("ls-tree", "-r", "--name-only", "HEAD"));
        await Refused.WithAsync(ErrorId.DependencyNotFound, () => StateDependencies.RemoveAsync(_repository, "lib"));
        Assert.Equal(_library.Head, (await AddAsync(new(Url) { Name = "lib", SideBySide = sideBySide })).Commit);
        Assert.Equal("", _state.Run("status", "--porcelain"));
    }

    [Theory]
    [InlineData("written")]
    [InlineData("changed")]
    [InlineData("changed and not committed")]
    public async Task A_component_of_the_users_outlives_its_dependency(string how)
    {
        await AddAsync(new(Url) { Name = "lib", NoComponent = how == "written", Ref = "v1" });
        var mine = how == "written" ? "source: deps/lib\nto: /srv/lib\n" : "source: deps/lib\nto: /opt\n";
        _state.Write("components/lib.yaml", mine);
        if (how != "changed and not committed")
        {
            _state.Commit("mine");
        }
        var warning = Assert.Single(await StateDependencies.RemoveAsync(_repository, "lib"));
        Assert.StartsWith("components/lib.yaml stays, because it is not as dependency add wrote it. It still names deps/lib", warning, StringComparison.Ordinal);
        Assert.Equal(mine, _state.Read("components/lib.yaml"));
        Assert.Empty(await StateDependencies.ListAsync(_repository));
        Assert.Equal(how == "changed and not committed" ? " M components/lib.yaml" : "", _state.Run("status", "--porcelain"));
    }

    [Fact]
    public async Task A_pin_is_moved_without_losing_the_users_component()
    {
        await AddAsync(new(Url) { Name = "lib", Ref = "v1" });
        _state.Write("components/lib.yaml", "source: deps/lib\nto: /opt\n");
        _state.Commit("mine");
        await StateDependencies.RemoveAsync(_repository, "lib");
        await Refused.WithAsync(ErrorId.DependencyExists, () => AddAsync(new(Url) { Name = "lib", To = "/elsewhere" }));
        var added = await AddAsync(new(Url) { Name = "lib" });
        Assert.Equal(["components/lib.yaml was there already, and stays as it is."], added.Warnings);
        Assert.Equal(_library.Head, added.Commit);
        Assert.Equal("source: deps/lib\nto: /opt\n", _state.Read("components/lib.yaml"));
        Assert.Equal("", _state.Run("status", "--porcelain"));
    }

    [Fact]
    public async Task A_checkout_of_what_is_removed_stays_and_is_told()
    {
        await AddAsync(new(Url) { Name = "lib" });
        _state.Run("submodule", "--quiet", "update", "--init");
        Assert.Equal("The folder deps/lib stays, because files are checked out in it. Remove it when you need nothing in it.", Assert.Single(await StateDependencies.RemoveAsync(_repository, "lib")));
        Assert.Equal("two", _state.Read("deps/lib/a"));
        var error = await Refused.WithAsync(ErrorId.RepositoryExists, () => AddAsync(new(Url) { Name = "lib" }));
        Assert.Equal(_temp.At("work", "web", "deps", "lib"), error.Target);
        Directory.Delete(_temp.At("work", "web", "deps", "lib"), recursive: true);
        Assert.True((await AddAsync(new(Url) { Name = "lib" })).Present);
        Assert.True((await _repository.Refresh().TestAsync()).Complete);
    }

    [Fact]
    public async Task Components_that_still_use_what_is_removed_are_named()
    {
        await AddAsync(new(Url) { Name = "lib" });
        _state.Write("components/part.yaml", "source: deps/lib/part\n");
        _state.Write("components/built.yaml", "source: rootfs\nbuild: make\ntoolchain: deps/lib\n");
        _state.Write("components/other.yaml", "source: deps/library\n");
        _state.Commit("users of it");
        var warnings = await StateDependencies.RemoveAsync(_repository, "lib");
        Assert.Equal(["components/built.yaml", "components/part.yaml"], warnings.Select(warning => warning.Split(' ')[0]));
        Assert.False(File.Exists(_temp.At("work", "web", "components", "lib.yaml")));
    }

    [Fact]
    public async Task Comments_in_gitmodules_stay()
    {
        _state.Write(".gitmodules", "# mine\n");
        _state.Commit("comment");
        await AddAsync(new(Url) { Name = "lib" });
        await StateDependencies.RemoveAsync(_repository, "lib");
        Assert.StartsWith("# mine\n", _state.Read(".gitmodules"), StringComparison.Ordinal);
    }

    private Task<StateDependency> AddAsync(GitDependencyRequest request) => StateDependencies.AddAsync(new Host(_temp.At("home"), _temp.At("run")), _repository, request, cancel: TestContext.Current.CancellationToken);

    private IEnumerable<string> Beside() => Directory.EnumerateFileSystemEntries(_temp.At("work")).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal);
}
