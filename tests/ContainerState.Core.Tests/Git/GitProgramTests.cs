using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Git;

namespace ContainerState.Core.Tests.Git;

public sealed class GitProgramTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TestRepo _remote;

    public GitProgramTests() => _remote = TestRepo.Make(_temp.At("remote"));

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("file:///nowhere/at/all")]
    [InlineData("https://127.0.0.1:9/x.git")]
    public async Task A_remote_that_does_not_answer_is_an_error(string url)
    {
        var error = await Refused.WithAsync(ErrorId.Remote, () => RemoteReferences.HeadAsync(url, TestContext.Current.CancellationToken));
        Assert.Equal(url, error.Target);
        Assert.Contains(": fatal: ", error.Problem, StringComparison.Ordinal);
        error = await Refused.WithAsync(ErrorId.Remote, () => FetchAsync(url, new string('1', 40)));
        Assert.Equal(url, error.Target);
    }

    [Fact]
    public async Task A_commit_at_a_tip_is_fetched_without_its_history()
    {
        var first = _remote.Commit("first");
        var second = _remote.Commit("second");
        using var store = await FetchAsync("file://" + _remote.Path, second);
        Assert.True(store.HasCommit(second));
        Assert.False(store.HasCommit(first));
        Assert.Equal(second, store.ReadReference("refs/containerstate/pins/" + second));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_that_is_not_at_a_tip_is_fetched_by_its_id(bool allowed)
    {
        _remote.Run("config", "uploadpack.allowAnySHA1InWant", allowed ? "true" : "false");
        _remote.Write("a", "old");
        var first = _remote.Commit("first");
        _remote.Commit("second");
        using var store = await FetchAsync("file://" + _remote.Path, first);
        Assert.Equal("old", store.ReadText(store.TreeOf(first), "a"));
    }

    [Fact]
    public async Task The_whole_history_comes_when_it_is_asked_for()
    {
        var first = _remote.Commit("first");
        var second = _remote.Commit("second");
        using var store = await FetchAsync("file://" + _remote.Path, second, full: true);
        Assert.True(store.HasCommit(first));
    }

    [Fact]
    public async Task A_commit_that_the_remote_has_rewritten_is_an_error_that_names_it()
    {
        _remote.Commit("first");
        var gone = _remote.Commit("second");
        _remote.Run("reset", "--hard", "--quiet", "HEAD~1");
        _remote.Run("reflog", "expire", "--expire=now", "--all");
        _remote.Run("prune", "--expire=now");
        var error = await Assert.ThrowsAsync<ReferenceNotFoundException>(() => FetchAsync("file://" + _remote.Path, gone));
        Assert.Equal(gone, error.Reference);
    }

    [Fact]
    public async Task Transport_helpers_are_off_whatever_the_configuration_says()
    {
        var witness = _temp.At("witness");
        _remote.Run("config", "protocol.ext.allow", "always");
        await Assert.ThrowsAsync<ProgramFailedException>(() => GitProgram.TextAsync(_remote.Path, ["ls-remote", $"ext::touch {witness}"], TestContext.Current.CancellationToken));
        Assert.False(File.Exists(witness));
    }

    [Fact]
    public async Task Hooks_of_a_repository_do_not_run()
    {
        var witness = _temp.At("witness");
        var commit = _remote.Commit("first");
        _remote.Write(".git/hooks/reference-transaction", $"#!/bin/sh\ntouch {witness}\n");
        File.SetUnixFileMode(_temp.At("remote", ".git", "hooks", "reference-transaction"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await GitProgram.TextAsync(_remote.Path, ["update-ref", "refs/heads/other", commit], TestContext.Current.CancellationToken);
        Assert.False(File.Exists(witness));
    }

    private async Task<GitStore> FetchAsync(string url, string commit, bool full = false)
    {
        var target = _temp.At("modules", Guid.NewGuid().ToString("N"));
        await RemoteCommit.FetchAsync(target, url, commit, null, full, TestContext.Current.CancellationToken);
        return GitStore.Open(target);
    }
}
