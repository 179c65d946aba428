using ContainerState.Core.Tests.Support;
using ContainerState.Git;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Repositories;

public sealed class ImportBranchTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TestRepo _state;

    public ImportBranchTests() => _state = TestRepo.MakeState(_temp.At("web"));

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task The_first_import_is_the_branch_and_each_later_one_joins_it()
    {
        var (first, second, third) = (Import("one"), Import("two"), Import("three"));
        Assert.Equal(first, await JoinAsync(_state, first));
        var joined = await JoinAsync(_state, second);
        Assert.Equal($"{first} {second}", _state.Run("log", "-1", "--format=%P", joined));
        Assert.Equal(_state.Run("rev-parse", second + "^{tree}"), _state.Run("rev-parse", joined + "^{tree}"));
        Assert.Equal("0 ContainerState", _state.Run("log", "-1", "--format=%ct %cn", joined));
        // There it stays, whoever asks again.
        Assert.Equal(joined, await JoinAsync(_state, second));
        Assert.Equal(joined, _state.Run("rev-parse", await JoinAsync(_state, third) + "^1"));
        Assert.Equal("", _state.Run("fsck", "--strict", "--no-dangling"));
    }

    [Fact]
    public async Task What_was_joined_is_pushed_and_pulled_without_force()
    {
        var origin = TestRepo.Make(_temp.At("origin.git"));
        origin.Run("config", "core.bare", "true");
        _state.Run("remote", "add", "origin", origin.Path);
        await PinAsync(_state, Import("one"));
        _state.Run("push", "--quiet", "--all", "--set-upstream", "origin");
        var clone = await StateRepo.ImportAsync(origin.Path, _temp.At("clone"), cancel: TestContext.Current.CancellationToken);
        var plain = TestRepo.At(_temp.At("plain"));
        _state.Run("clone", "--quiet", origin.Path, plain.Path);

        var second = Import("two");
        await PinAsync(_state, second);
        _state.Run("push", "--quiet", "--all");

        var updated = await clone.UpdateAsync(cancel: TestContext.Current.CancellationToken);
        Assert.Empty((await updated.TestAsync()).Missing);
        var copy = TestRepo.At(clone.Path);
        Assert.Equal(_state.Run("rev-parse", "refs/heads/deps/base"), copy.Run("rev-parse", "refs/heads/deps/base"));
        Assert.Equal("deps/base\nmain", copy.Run("branch", "--format=%(refname:short)"));
        copy.Run("push", "--quiet", "--all");
        // A clone of git's own joins the remote's branch, since it has none itself.
        plain.Run("pull", "--quiet");
        await PinAsync(plain, Import("three", plain));
        plain.Run("push", "--quiet", "--all");
        Assert.Equal("4", origin.Run("rev-list", "--count", "--first-parent", "main"));
    }

    [Fact]
    public async Task Imports_that_two_made_at_once_are_both_kept()
    {
        var first = Import("one");
        await JoinAsync(_state, first);
        _state.Run("clone", "--quiet", _state.Path, _temp.At("clone"));
        var clone = TestRepo.At(_temp.At("clone"));
        var ours = await JoinAsync(clone, Import("ours", clone));
        var theirs = Import("theirs");
        await JoinAsync(_state, theirs);
        clone.Run("fetch", "--quiet", "origin");

        using (var store = GitStore.Open(clone.Path))
        {
            await ImportBranch.KeepAsync(store, "base", theirs, TestContext.Current.CancellationToken);
        }

        Assert.Equal(_state.Run("rev-parse", "refs/heads/deps/base"), clone.Run("rev-parse", "refs/heads/deps/base"));
        Assert.Equal(ours, clone.Run("rev-parse", $"refs/heads/deps/base.{ours[..12]}"));
    }

    private string Import(string text, TestRepo? into = null)
    {
        var repo = into ?? _state;
        return repo.CommitTree(repo.RawTree(("100644", "file", repo.Blob(text))));
    }

    private static async Task PinAsync(TestRepo repo, string import)
    {
        await JoinAsync(repo, import);
        if (File.Exists(Path.Combine(repo.Path, ".gitmodules")))
        {
            repo.Run("update-index", "--cacheinfo", $"160000,{import},deps/base");
            repo.Run("commit", "--quiet", "--message", "move");
        }
        else
        {
            repo.Pin("deps/base", "base", "./", import);
        }
    }

    private static async Task<string> JoinAsync(TestRepo repo, string import)
    {
        using var store = GitStore.Open(repo.Path);
        foreach (var move in await ImportBranch.JoinAsync(store, "base", import, TestContext.Current.CancellationToken))
        {
            store.WriteReference(move.Name, move.To);
        }
        return repo.Run("rev-parse", "refs/heads/deps/base");
    }
}
