using System.Text;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Imports;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Imports;

/// <summary>Dependencies that Git takes and no server can hold as they are.</summary>
public sealed class OddRepositoryTests : IDisposable
{
    private readonly TestHost _host = new();
    private readonly TempFolder _temp = new();
    private readonly TestRepo _library;
    private readonly TestRepo _state;

    public OddRepositoryTests()
    {
        _library = TestRepo.Make(_temp.At("remotes", "lib"));
        _library.Commit("first");
        _state = TestRepo.MakeState(_temp.At("web"));
    }

    private string Url => "file://" + _library.Path;

    public void Dispose()
    {
        _temp.Dispose();
        _host.Dispose();
    }

    [Theory]
    [InlineData("gitlink")]
    [InlineData("Latin-1 file")]
    [InlineData("Latin-1 folder")]
    public async Task What_no_server_can_hold_is_not_added_unless_keep_leaves_it_out(string kind)
    {
        MakeOdd(kind);
        var before = _state.Look();

        var error = await Assert.ThrowsAsync<UnsafeTreeException>(() => AddAsync(new(Url)));
        Assert.Contains("keep:", error.Remedy, StringComparison.Ordinal);
        await Assert.ThrowsAsync<UnsafeTreeException>(() => AddAsync(new(Url) { SideBySide = true, Name = "side" }));
        await Assert.ThrowsAsync<UnsafeTreeException>(() => AddAsync(new(Url) { Keep = ["**"] }));
        Assert.Equal(before, _state.Look());
        Assert.False(Directory.Exists(_temp.At("side")));

        var added = await AddAsync(new(Url) { Keep = ["good/**", "vendor/*.txt"] });
        Assert.Empty((await added.Repository.TestAsync()).Missing);
        Assert.Equal("good/file\nvendor/note.txt", _state.Run("ls-tree", "--name-only", "-r", await BuildAsync() + ":srv/lib"));
    }

    [Theory]
    [InlineData("gitlink", "'vendor/inner', which is refused: it is a submodule that .gitmodules does not name")]
    [InlineData("Latin-1 file", "the name is not valid UTF-8")]
    public async Task What_no_server_can_hold_is_named_by_build_and_test(string kind, string said)
    {
        MakeOdd(kind);
        await AddAsync(new(Url) { NoComponent = true });
        _state.Write("components/lib.yaml", "source: deps/lib\nto: /srv/lib\n");
        _state.Commit("a component by hand");

        var error = await Assert.ThrowsAsync<UnsafeTreeException>(BuildAsync);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains("keep:", error.Remedy, StringComparison.Ordinal);
        Assert.Contains(said, Assert.Single((await StateRepo.Open(_state.Path).TestAsync()).Missing), StringComparison.Ordinal);

        // And what the message says to do helps.
        _state.Write("components/lib.yaml", "source: deps/lib\nto: /srv/lib\nkeep: [good/file]\n");
        _state.Commit("keep");
        Assert.Empty((await StateRepo.Open(_state.Path).TestAsync()).Missing);
        Assert.Equal("good/file", _state.Run("ls-tree", "--name-only", "-r", await BuildAsync() + ":srv/lib"));
    }

    [Fact]
    public async Task A_repository_of_SHA_256_is_refused_by_what_it_is()
    {
        TestRepo.At(_temp.Path).Run("init", "--quiet", "--object-format=sha256", _temp.At("new"));
        var other = TestRepo.At(_temp.At("new"));
        other.Write("state.yaml", "name: web\ninit: [/bin/init]\n");
        other.Commit("first");
        foreach (var call in (Func<Task>[])[
            () => AddAsync(new("file://" + other.Path)),
            () => AddAsync(new(other.Path) { SideBySide = true }),
            () => StateRepo.ImportAsync(other.Path, _temp.At("clone"), cancel: TestContext.Current.CancellationToken)])
        {
            var error = await Refused.WithAsync(ErrorId.Remote, call);
            Assert.Contains("named by SHA-256", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("credentials", error.Message, StringComparison.Ordinal);
        }
        Assert.Contains("named by SHA-256", Assert.Throws<NotARepositoryException>(() => StateRepo.Open(other.Path)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_temp.At("clone")));
    }

    private void MakeOdd(string kind)
    {
        var file = _library.Blob("x");
        var good = _library.RawTree(("100644", "file", file));
        var vendor = kind switch
        {
            "gitlink" => _library.RawTree(("160000", "inner", new string('1', 40)), ("100644", "note.txt", file)),
            "Latin-1 file" => _library.RawTree(("100644", "note.txt"u8.ToArray(), file), ("100644", Encoding.Latin1.GetBytes("\u00fcber"), file)),
            _ => _library.RawTree(("100644", "note.txt"u8.ToArray(), file), ("40000", Encoding.Latin1.GetBytes("\u00fcber"), good)),
        };
        var commit = _library.CommitTree(_library.RawTree(("40000", "good", good), ("40000", "vendor", vendor)));
        _library.Run("update-ref", "HEAD", commit);
    }

    private async Task<string> BuildAsync() =>
        (await _host.Builder.BuildAsync(StateRepo.Open(_state.Path), new(), cancel: TestContext.Current.CancellationToken)).Id;

    private Task<StateDependency> AddAsync(GitDependencyRequest request) =>
        StateDependencies.AddAsync(_host.Host, StateRepo.Open(_state.Path), request, cancel: TestContext.Current.CancellationToken);
}
