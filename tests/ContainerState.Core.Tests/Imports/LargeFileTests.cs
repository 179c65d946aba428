using System.Security.Cryptography;
using System.Text;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Imports;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Imports;

/// <summary>Dependencies that hold pointers of Git LFS, whose content git-lfs fetches.</summary>
public sealed class LargeFileTests : IDisposable
{
    private readonly TestHost _host = new();
    private readonly TempFolder _temp = new();
    private readonly TestRepo _library;
    private readonly TestRepo _state;

    public LargeFileTests()
    {
        _library = TestRepo.Make(_temp.At("remotes", "lib"));
        _library.Write(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n");
        _library.Write("readme", "text");
        _state = TestRepo.MakeState(_temp.At("web"));
    }

    private string Url => "file://" + _library.Path;

    public void Dispose()
    {
        _temp.Dispose();
        _host.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_content_of_a_Git_LFS_file_comes_onto_the_server(bool sideBySide)
    {
        Store(_library, "data/a.bin", "large content");
        Store(_library, "b.bin", "");
        _library.Commit("first");

        var added = await AddAsync(new(Url) { SideBySide = sideBySide });

        Assert.Equal(_library.Head, added.Commit);
        Assert.Equal("", _state.Run("status", "--porcelain"));
        var large = (await StateDependencies.ListAsync(added.Repository, "lib.lfs")).Single();
        Assert.Equal((DependencyKind.LargeFiles, "./", true, $"{Url} (Git LFS, 2 files)"), (large.Kind, large.Url, large.Present, large.Detail));
        Assert.Empty((await added.Repository.TestAsync()).Missing);
        var image = await BuildAsync(_state);
        Assert.Equal("large content", _state.Run("show", $"{image}:srv/lib/data/a.bin"));
        Assert.Equal("", _state.Run("show", $"{image}:srv/lib/b.bin"));
        Assert.Equal("text", _state.Run("show", $"{image}:srv/lib/readme"));

        // Whoever clones it needs neither git-lfs nor its server.
        Directory.Delete(_temp.At("remotes", "lib", ".git", "lfs"), recursive: true);
        var clone = await StateRepo.ImportAsync(_state.Path, _temp.At("elsewhere", "web"), cancel: TestContext.Current.CancellationToken);
        Assert.Empty((await clone.TestAsync()).Missing);
        using var other = new TestHost();
        Assert.Equal(image, await BuildAsync(TestRepo.At(clone.Path), other));

        await StateDependencies.RemoveAsync(StateRepo.Open(_state.Path), "lib");
        Assert.Empty(await StateDependencies.ListAsync(StateRepo.Open(_state.Path)));
        Assert.Equal("", _state.Run("status", "--porcelain"));
        Assert.False(File.Exists(Path.Combine(_state.Path, ".gitmodules")));
    }

    [Fact]
    public async Task An_update_brings_new_content_and_drops_what_nobody_needs()
    {
        Store(_library, "a.bin", "first content");
        _library.Commit("first");
        await AddAsync(new(Url));
        var before = _state.Run("rev-parse", "HEAD:deps/lib.lfs");
        // Another commit with the same content fetches none of it.
        _library.Write("readme", "other");
        _library.Commit("second");
        Away();
        Assert.Equal("lib Updated; lib.lfs Fixed", await UpdateAsync());
        Assert.Equal(before, _state.Run("rev-parse", "HEAD:deps/lib.lfs"));
        Assert.Equal("first content", _state.Run("show", $"{await BuildAsync(_state)}:srv/lib/a.bin"));
        // One whose content cannot be had is not followed.
        Back();
        Store(_library, "a.bin", "second content");
        _library.Commit("third");
        var looked = _state.Look();
        Away();
        Assert.Equal("lib.lfs Fixed; lib: Remote", await UpdateAsync());
        Assert.Equal(looked, _state.Look());
        Back();
        Assert.Equal("lib Updated; lib.lfs Fixed", await UpdateAsync());
        Assert.Equal("deps/lib\ndeps/lib.lfs", _state.Run("show", "--name-only", "--format="));
        Assert.Equal("second content", _state.Run("show", $"{await BuildAsync(_state)}:srv/lib/a.bin"));
        // No such file any more, and then one again.
        _library.Run("rm", "--quiet", "a.bin");
        _library.Commit("fourth");
        Assert.Equal("lib Updated; lib.lfs Fixed", await UpdateAsync());
        Assert.Equal(["lib"], (await StateDependencies.ListAsync(StateRepo.Open(_state.Path))).Select(dependency => dependency.Name));
        Assert.DoesNotContain("lib.lfs", _state.Read(".gitmodules"), StringComparison.Ordinal);
        Store(_library, "b.bin", "third content");
        _library.Commit("fifth");
        Assert.Equal("lib Updated", await UpdateAsync());
        Assert.Equal("third content", _state.Run("show", $"{await BuildAsync(_state)}:srv/lib/b.bin"));
        Assert.Empty((await StateRepo.Open(_state.Path).TestAsync()).Missing);
        Assert.Equal("", _state.Run("status", "--porcelain"));
    }

    [Fact]
    public async Task The_files_of_a_submodule_of_a_dependency_come_too()
    {
        var inner = TestRepo.Make(_temp.At("remotes", "inner"));
        inner.Write(".gitattributes", "*.bin filter=lfs\n");
        Store(inner, "deep.bin", "deep content");
        inner.Commit("inner");
        Store(_library, "a.bin", "outer content");
        _library.Commit("first");
        _library.Pin("vendor/inner", "inner", "file://" + inner.Path, inner.Head);
        await AddAsync(new(Url));
        var image = await BuildAsync(_state);
        Assert.Equal("deep content", _state.Run("show", $"{image}:srv/lib/vendor/inner/deep.bin"));
        Assert.Equal("outer content", _state.Run("show", $"{image}:srv/lib/a.bin"));
    }

    [Fact]
    public async Task A_submodule_with_Git_LFS_files_is_named_by_build_and_test()
    {
        Store(_library, "data/a.bin", "large content");
        _library.Commit("first");
        _state.Run("submodule", "--quiet", "add", Url, "deps/lib");
        _state.Write("components/lib.yaml", "source: deps/lib/data\nto: /srv\n");
        _state.Commit("by others");

        var error = await Assert.ThrowsAsync<IncompleteRepositoryException>(() => BuildAsync(_state));

        Assert.Contains($"deps/lib/data/a.bin is a pointer of Git LFS, and its content (13 bytes, SHA-256 {Digest("large content")})", error.Message, StringComparison.Ordinal);
        Assert.Contains("Install git-lfs, remove the dependency, and add it again", error.Remedy, StringComparison.Ordinal);
        Assert.Contains("deps/lib/data/a.bin", Assert.Single((await StateRepo.Open(_state.Path).TestAsync()).Missing), StringComparison.Ordinal);

        // And what the message says to do helps.
        await StateDependencies.RemoveAsync(StateRepo.Open(_state.Path), "lib");
        Directory.Delete(Path.Combine(_state.Path, "deps", "lib"), recursive: true);
        await AddAsync(new(Url));
        // The component that the user wrote is still there, and is the one that places it.
        Assert.Equal("large content", _state.Run("show", $"{await BuildAsync(_state)}:srv/a.bin"));
    }

    [Fact]
    public async Task A_missing_or_different_Git_LFS_file_is_refused()
    {
        Store(_library, "a.bin", "right content");
        _library.Commit("first");
        var before = _state.Look();
        var file = Directory.GetFiles(_temp.At("remotes", "lib", ".git", "lfs"), "*", SearchOption.AllDirectories).Single();
        File.WriteAllText(file, "wrong content");
        Assert.True(await Record.ExceptionAsync(() => AddAsync(new(Url))) is ContainerStateException { ErrorId: ErrorId.Remote or ErrorId.DigestMismatch });
        File.Delete(file);
        var error = await Refused.WithAsync(ErrorId.Remote, () => AddAsync(new(Url)));
        Assert.Contains("git-lfs", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, _state.Look());
    }

    [Fact]
    public async Task A_Git_LFS_file_that_is_not_kept_is_not_fetched()
    {
        Store(_library, "a.bin", "content");
        _library.Commit("first");
        Directory.Delete(_temp.At("remotes", "lib", ".git", "lfs"), recursive: true);
        await AddAsync(new(Url) { Keep = ["readme"] });
        Assert.Equal("readme", _state.Run("ls-tree", "--name-only", "-r", await BuildAsync(_state) + ":srv/lib"));
    }

    [Fact]
    public async Task A_pointer_is_a_plain_file_where_no_attributes_ask_for_Git_LFS()
    {
        _library.Write(".gitattributes", "# *.bin filter=lfs\n");
        _library.Write("a.bin", Pointer("content"));
        _library.Commit("first");
        await AddAsync(new(Url));
        Assert.Equal(Pointer("content").TrimEnd('\n'), _state.Run("show", $"{await BuildAsync(_state)}:srv/lib/a.bin"));
    }

    [Fact]
    public async Task A_pointer_among_files_of_ones_own_is_an_error_too()
    {
        _state.Write(".gitattributes", "rootfs/*.bin filter=lfs\n");
        _state.Write("rootfs/a.bin", Pointer("content"));
        _state.Run("-c", "filter.lfs.clean=cat", "add", "--all");
        _state.Run("-c", "filter.lfs.clean=cat", "commit", "--quiet", "-m", "pointer");
        Assert.Contains("rootfs/a.bin", (await Assert.ThrowsAsync<IncompleteRepositoryException>(() => BuildAsync(_state))).Message, StringComparison.Ordinal);
    }

    private static string Digest(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    private static string Pointer(string content) => $"version https://git-lfs.github.com/spec/v1\noid sha256:{Digest(content)}\nsize {content.Length}\n";

    /// <summary>A pointer in the repository, and the content where git-lfs has it.</summary>
    private static void Store(TestRepo repo, string path, string content)
    {
        var digest = Digest(content);
        repo.Write(path, Pointer(content));
        repo.Write($".git/lfs/objects/{digest[..2]}/{digest[2..4]}/{digest}", content);
    }

    private async Task<string> BuildAsync(TestRepo repo, TestHost? host = null) =>
        (await (host ?? _host).Builder.BuildAsync(StateRepo.Open(repo.Path), new(), cancel: TestContext.Current.CancellationToken)).Id;

    private void Away() => Directory.Move(_temp.At("remotes", "lib", ".git", "lfs"), _temp.At("away"));

    private void Back()
    {
        // git-lfs makes an empty one.
        if (Directory.Exists(_temp.At("remotes", "lib", ".git", "lfs")))
        {
            Directory.Delete(_temp.At("remotes", "lib", ".git", "lfs"), recursive: true);
        }
        Directory.Move(_temp.At("away"), _temp.At("remotes", "lib", ".git", "lfs"));
    }

    private async Task<string> UpdateAsync()
    {
        var result = await StateDependencies.UpdateAsync(_host.Host, StateRepo.Open(_state.Path), new(), cancel: TestContext.Current.CancellationToken);
        return string.Join("; ", [.. result.Updates.Select(update => $"{update.Name} {update.State}"), .. result.Failures.Select(failure => $"{failure.Name}: {((ContainerStateException)failure.Error).ErrorId}")]);
    }

    private Task<StateDependency> AddAsync(GitDependencyRequest request) =>
        StateDependencies.AddAsync(_host.Host, StateRepo.Open(_state.Path), request, cancel: TestContext.Current.CancellationToken);
}
