using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Imports;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Imports;

public sealed class GitTargetTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TestRepo _remote;
    private readonly string _first;

    public GitTargetTests()
    {
        _remote = TestRepo.Make(_temp.At("remote"));
        _first = _remote.Commit("first");
        _remote.Run("tag", "light");
        _remote.Run("tag", "--annotate", "heavy", "--message", "x");
        _remote.Run("branch", "feature/x");
        _remote.Run("tag", "v1.0");
        _remote.Commit("second");
        _remote.Run("tag", "v1.1");
    }

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Branches_and_both_kinds_of_tag_are_found_by_name()
    {
        Assert.Equal(new(_first, "refs/heads/feature/x", "feature/x", ""), await AskAsync("feature/x"));
        Assert.Equal(new(_first, "refs/heads/feature/x", "feature/x", ""), await AskAsync("refs/heads/feature/x"));
        Assert.Equal(new(_first, "refs/tags/light", "light", ""), await AskAsync("light"));
        Assert.Equal(new(_first, "refs/tags/heavy", "heavy", ""), await AskAsync("heavy"));
        Assert.Equal(_first, (await AskAsync("refs/tags/heavy")).Commit);
        Assert.Equal(new(_remote.Head, "refs/tags/v1.1", "v1.1", "v1*"), await AskAsync("v1*"));
        Assert.True((await AskAsync(new string('1', 40))).IsFixed);
    }

    [Fact]
    public async Task Without_a_name_it_is_the_branch_that_HEAD_is_on()
    {
        Assert.Equal(new(_remote.Head, "refs/heads/main", "main", ""), await AskAsync(null));
        Assert.Equal("main", (await AskAsync("HEAD")).Branch);
        _remote.Run("checkout", "--quiet", "--detach", _first);
        Assert.Equal(new(_first, "HEAD", "", ""), await AskAsync(null));
        // What a repository followed before stays what it follows.
        Assert.Equal("", (await GitTarget.FindAsync(Url, GitFollow.Of(new SubmoduleEntry("a", "deps/a", Url), "main"), null, TestContext.Current.CancellationToken)).Branch);
    }

    [Fact]
    public async Task A_name_that_a_tag_and_a_branch_share_stays_the_one_that_was_taken()
    {
        _remote.Run("branch", "v1.0", "v1.1");
        var asked = await AskAsync("v1.0");
        Assert.Equal(new(_first, "refs/tags/v1.0", "refs/tags/v1.0", ""), asked);
        Assert.Equal(asked, await RecordedAsync(asked.Branch));
        Assert.Equal(_remote.Head, (await RecordedAsync("v1.0")).Commit);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("abc")]
    [InlineData("v2*")]
    public async Task A_name_or_pattern_that_finds_nothing_is_an_error(string name) =>
        Assert.Equal(name, (await Assert.ThrowsAsync<ReferenceNotFoundException>(() => AskAsync(name))).Reference);

    [Fact]
    public async Task An_empty_remote_has_no_HEAD()
    {
        var empty = TestRepo.Make(_temp.At("empty"));
        await Assert.ThrowsAsync<ReferenceNotFoundException>(() => GitTarget.FindAsync("file://" + empty.Path, GitFollow.Asked(null), null, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("-x")]
    [InlineData("+x")]
    [InlineData("a:b")]
    [InlineData("a..b")]
    [InlineData("a b")]
    [InlineData("a@{1}")]
    [InlineData("a\nb")]
    [InlineData("")]
    [InlineData("v[")]
    [InlineData("-*")]
    [InlineData("a:*")]
    public void What_git_takes_for_more_than_a_name_is_refused(string name)
    {
        Refused.With(ErrorId.InvalidName, () => GitFollow.Asked(name));
        if (name.Length > 0)
        {
            Refused.With(ErrorId.InvalidName, () => GitFollow.Of(new SubmoduleEntry("a", "deps/a", Url) { Tags = name }, "main"));
        }
    }

    private string Url => "file://" + _remote.Path;

    private Task<GitTarget> AskAsync(string? reference) => GitTarget.FindAsync(Url, GitFollow.Asked(reference), null, TestContext.Current.CancellationToken);

    private Task<GitTarget> RecordedAsync(string branch) =>
        GitTarget.FindAsync(Url, GitFollow.Of(new SubmoduleEntry("a", "deps/a", Url) { Branch = branch }, "main"), null, TestContext.Current.CancellationToken);
}
