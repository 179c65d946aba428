using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Core.Tests.Git;

public sealed class RemoteHistoryTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TestRepo _remote;

    public RemoteHistoryTests() => _remote = TestRepo.Make(_temp.At("remote"));

    private string Url => "file://" + _remote.Path;

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 3)]
    [InlineData(false, 250)]
    [InlineData(true, 250)]
    [InlineData(false, 2500)]
    public async Task Commits_in_between_are_counted_however_much_is_here(bool full, int count)
    {
        Commits(150);
        var old = _remote.Head;
        var store = await StoreAsync(old, full);
        Commits(count);

        Assert.Equal(new(true, count), await AskAsync(store, old));
        // And where nothing is here at all, as after a clone of git's own.
        Assert.Equal(new(true, count), await AskAsync(null, old));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(150)]
    public async Task A_branch_that_began_before_the_old_commit_counts_its_own_alone(int before)
    {
        Commits(1);
        _remote.Run("branch", "side");
        Commits(before);
        var old = _remote.Head;
        var store = await StoreAsync(old);
        _remote.Run("checkout", "--quiet", "side");
        Commits(2, "side");
        _remote.Run("checkout", "--quiet", "main");
        _remote.Run("merge", "--quiet", "--no-edit", "side");

        Assert.Equal(new(true, 3), await AskAsync(store, old));
    }

    [Fact]
    public async Task A_branch_of_long_ago_makes_the_commits_too_many_to_tell()
    {
        Commits(1);
        _remote.Run("branch", "side");
        Commits(2500);
        var old = _remote.Head;
        var store = await StoreAsync(old);
        _remote.Run("checkout", "--quiet", "side");
        Commits(2, "side");
        _remote.Run("checkout", "--quiet", "main");
        _remote.Run("merge", "--quiet", "--no-edit", "side");

        Assert.Equal(new(true, null), await AskAsync(store, old));
        Assert.Equal(new(true, 3), await AskAsync(await StoreAsync(old, full: true, "whole"), old));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(250)]
    public async Task A_branch_that_was_rewritten_is_not_ahead(int since)
    {
        Commits(3);
        _remote.Run("branch", "base");
        Commits(1);
        var old = _remote.Head;
        var store = await StoreAsync(old);
        _remote.Run("reset", "--hard", "--quiet", "base");
        Commits(since, "other");

        Assert.Equal(new(false, null), await AskAsync(store, old));
        // One that was set back, too.
        _remote.Run("reset", "--hard", "--quiet", "base");
        Assert.Equal(new(false, null), await AskAsync(store, old));
    }

    [Fact]
    public async Task Nothing_is_left_and_nothing_is_changed()
    {
        Commits(2);
        var old = _remote.Head;
        var store = await StoreAsync(old);
        var before = Files(store);
        Commits(2);
        await AskAsync(store, old);
        Assert.Equal(before, Files(store));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temp.At("work")));
    }

    [Fact]
    public async Task A_commit_that_the_remote_does_not_have_is_named()
    {
        Commits(2);
        var gone = new string('1', 40);
        Assert.Equal(gone, (await Assert.ThrowsAsync<ReferenceNotFoundException>(() => AskAsync(null, _remote.Head, gone, gone))).Reference);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_fetch_takes_over_what_came_and_where_history_is_cut(bool full)
    {
        Commits(3);
        var store = await StoreAsync(_remote.Head, full);
        var first = _remote.Head;
        Commits(3);
        await StoreAsync(_remote.Head, full);

        var git = TestRepo.At(store);
        Assert.Equal("", git.Run("fsck", "--strict"));
        Assert.Equal(full ? "6" : "1", git.Run("rev-list", "--count", _remote.Head));
        Assert.Equal(full ? "3" : "1", git.Run("rev-list", "--count", first));
        Assert.Equal(!full, File.Exists(Path.Combine(store, "shallow")));
        Assert.DoesNotContain(Files(store), file => Path.GetFileName(file).StartsWith("tmp_", StringComparison.Ordinal) || file.EndsWith(".lock", StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> Files(string store) => [.. Directory.EnumerateFiles(store, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private void Commits(int count, string of = "main")
    {
        // In one process: hundreds of them would take seconds.
        var branch = _remote.Run("symbolic-ref", "HEAD");
        var text = string.Concat(Enumerable.Range(0, count).Select(number =>
            $"commit {branch}\ncommitter a <a@b> {number} +0000\ndata <<E\n{of} {number}\nE\n{(number == 0 && _remote.Run("for-each-ref", branch).Length > 0 ? $"from {branch}^0\n" : "")}M 100644 inline {of}\ndata <<E\n{Guid.NewGuid()}\nE\n"));
        _remote.Feed(System.Text.Encoding.ASCII.GetBytes(text), "fast-import", "--quiet");
        _remote.Run("reset", "--hard", "--quiet");
    }

    private async Task<string> StoreAsync(string commit, bool full = false, string name = "store")
    {
        var store = _temp.At(name);
        await RemoteCommit.FetchAsync(store, Url, commit, null, full, TestContext.Current.CancellationToken);
        return store;
    }

    private async Task<RemoteHistory> AskAsync(string? store, string old, string name = "refs/heads/main", string? now = null)
    {
        using var place = FetchPlace.Make(WorkFolder.Create(_temp.At("work")), store);
        return await RemoteHistory.AskAsync(place, Url, name, old, now ?? _remote.Head, TestContext.Current.CancellationToken);
    }
}
