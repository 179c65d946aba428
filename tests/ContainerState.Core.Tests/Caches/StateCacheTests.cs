using ContainerState.Builds;
using ContainerState.Caches;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Repositories;
using static ContainerState.Core.Tests.Caches.CacheWorld;

namespace ContainerState.Core.Tests.Caches;

public sealed class StateCacheTests : IDisposable
{
    private readonly CacheWorld _world = new();

    private TestRepo Repo => _world.Repo;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task What_one_clone_has_built_another_takes_and_runs_no_step()
    {
        var keys = await MakeResultsAsync(Repo);
        var first = await BuildAsync(Repo);
        var sent = await PushAsync(Repo);
        Assert.Equal([("app", keys["app"]), ("lib", keys["lib"])], sent.Select(entry => (entry.Component, entry.Key)).Order());
        Assert.All(sent, entry => Assert.Equal((CacheEntryState.Sent, _world.Remote, Repo.Path), (entry.State, entry.Remote, entry.Repository.Path)));

        var clone = _world.Clone("clone");
        var received = await _world.PullAsync(clone);
        Assert.Equal(["lib", "app"], received.Select(entry => entry.Component));
        Assert.All(received, entry => Assert.Equal((CacheEntryState.Received, false), (entry.State, entry.Verified)));
        Assert.Equal(Repo.Run("for-each-ref", BuildResults.References), clone.Run("for-each-ref", BuildResults.References));
        Directory.Delete(_world.Home, recursive: true);
        var second = await BuildAsync(clone);
        Assert.Equal((first.Id, first.Sha256, false), (second.Id, second.Sha256, second.Cached));
        // A step would have written its log, and the layers of its container besides the server's.
        Assert.Equal(second.Layers.SelectMany(layer => (string[])[Path.GetFileName(layer.Path), Path.GetFileName(layer.Path) + ".sha256"]).Order(), _world.Stored("layers").Select(Path.GetFileName).Order());
        Assert.Empty(_world.Stored("logs"));
        Assert.All(await _world.PullAsync(clone), entry => Assert.Equal(CacheEntryState.Present, entry.State));
    }

    [Fact]
    public async Task A_result_that_differs_on_the_remote_is_left_with_a_warning()
    {
        var keys = await MakeResultsAsync(Repo);
        await PushAsync(Repo);
        var theirs = _world.Refs;
        Repo.Run("update-ref", BuildResults.References + keys["lib"], Result(Repo, "lib", keys["lib"], "otherwise"));
        var said = new List<string>();
        var entries = await PushAsync(Repo, warn: said.Add);
        Assert.Equal([("app", CacheEntryState.Present), ("lib", CacheEntryState.Differs)], entries.Select(entry => (entry.Component, entry.State)).Order());
        Assert.Contains("of lib", Assert.Single(said), StringComparison.Ordinal);
        Assert.Equal(theirs, _world.Refs);
    }

    [Fact]
    public async Task Somebody_who_is_faster_is_not_overwritten()
    {
        var keys = await MakeResultsAsync(Repo);
        _world.Falsify(Repo, keys["lib"], Result(Repo, "lib", keys["lib"], "faster"));
        var theirs = _world.Refs;
        var sent = new List<string>();
        await GitRemote.PushAsync(
            Repo.Path, _world.Remote, [(BuildResults.References + keys["lib"], Repo.Run("rev-parse", BuildResults.References + keys["lib"]))], sent.Add, TestContext.Current.CancellationToken);
        Assert.Empty(sent);
        Assert.Equal(theirs, _world.Refs);
    }

    [Fact]
    public async Task Only_results_with_keys_of_our_own_are_fetched_unless_all_are_asked()
    {
        var keys = await MakeResultsAsync(Repo);
        var other = Result(Repo, "other", new string('e', 64), "of another commit");
        Repo.Run("update-ref", BuildResults.References + new string('e', 64), other);
        Repo.Run("update-ref", BuildResults.References + "no-key", other);
        Repo.Run("push", "--quiet", _world.Remote, BuildResults.References + "*:" + BuildResults.References + "*");
        var clone = _world.Clone("clone");
        Assert.Equal(keys.Values.Order(), (await _world.PullAsync(clone)).Select(entry => entry.Key).Order());
        Assert.False(Has(clone, other));

        var all = await _world.PullAsync(clone, new() { All = true });
        Assert.Equal(("other", CacheEntryState.Received), all.Where(entry => entry.Key == new string('e', 64)).Select(entry => (entry.Component, entry.State)).Single());
        Assert.Equal(3, clone.Run("for-each-ref", BuildResults.References).Split('\n').Length);
    }

    [Fact]
    public async Task After_a_changed_result_those_that_need_it_are_not_taken()
    {
        var keys = await MakeResultsAsync(Repo);
        await PushAsync(Repo);
        _world.Falsify(Repo, keys["lib"], Result(Repo, "lib", keys["lib"], "false"));
        var clone = _world.Clone("clone");
        var entries = await _world.PullAsync(clone);
        Assert.Equal([("app", CacheEntryState.Missing), ("lib", CacheEntryState.Received)], entries.Select(entry => (entry.Component, entry.State)).Order());
        Assert.NotEqual(keys["app"], entries.Single(entry => entry.Component == "app").Key);
        Assert.False(Has(clone, Repo.Run("rev-parse", BuildResults.References + keys["app"])));
    }

    [Fact]
    public async Task Without_what_is_needed_there_is_no_key_to_ask_for()
    {
        var keys = await MakeResultsAsync(Repo);
        await PushAsync(Repo);
        TestRepo.At(_world.Remote).Run("update-ref", "-d", BuildResults.References + keys["lib"]);
        var entries = await _world.PullAsync(_world.Clone("clone"));
        Assert.Equal([("app", "", CacheEntryState.Missing), ("lib", keys["lib"], CacheEntryState.Missing)], entries.Select(entry => (entry.Component, entry.Key, entry.State)).Order());
    }

    [Theory]
    [InlineData("tree")]
    [InlineData("blob")]
    [InlineData("tag")]
    public async Task What_is_no_commit_is_not_taken(string kind)
    {
        var keys = await MakeResultsAsync(Repo);
        await PushAsync(Repo);
        var id = kind switch
        {
            "tree" => Repo.Run("rev-parse", "HEAD^{tree}"),
            "blob" => Repo.Blob("x"),
            _ => Repo.Feed(System.Text.Encoding.ASCII.GetBytes($"object {Repo.Head}\ntype commit\ntag x\ntagger A <a@b> 0 +0000\n\nx\n"), "mktag"),
        };
        _world.Falsify(Repo, keys["lib"], id);
        var said = new List<string>();
        var clone = _world.Clone("clone");
        Assert.All(await _world.PullAsync(clone, warn: said.Add), entry => Assert.Equal(CacheEntryState.Missing, entry.State));
        Assert.Contains("no commit", Assert.Single(said), StringComparison.Ordinal);
        Assert.Equal("", clone.Run("for-each-ref", BuildResults.References));
    }

    [Fact]
    public async Task A_tree_that_git_would_not_make_is_refused_when_it_arrives()
    {
        var keys = await MakeResultsAsync(Repo);
        await PushAsync(Repo);
        var tree = Repo.RawTree(("40000", ".git", Repo.RawTree(("100644", "config", Repo.Blob("x")))));
        _world.Falsify(Repo, keys["lib"], Repo.CommitTree(tree));
        var clone = _world.Clone("clone");
        Assert.Equal(_world.Remote, (await Refused.WithAsync(ErrorId.Remote, () => _world.PullAsync(clone))).Target);
        Assert.Equal("", clone.Run("for-each-ref", BuildResults.References));
    }

    [Theory]
    [InlineData("nowhere", ErrorId.RemoteNotFound)]
    [InlineData("", ErrorId.UnsafeUrl)]
    [InlineData("-x", ErrorId.UnsafeUrl)]
    [InlineData("--upload-pack=x", ErrorId.UnsafeUrl)]
    [InlineData("ext::sh -c id", ErrorId.UnsafeUrl)]
    [InlineData("a\nb", ErrorId.UnsafeUrl)]
    [InlineData("a/b", ErrorId.UnsafeUrl)]
    [InlineData("../b", ErrorId.UnsafeUrl)]
    [InlineData("helper", ErrorId.UnsafeUrl)]
    [InlineData("/nowhere/at/all", ErrorId.Remote)]
    [InlineData("file:///nowhere/at/all", ErrorId.Remote)]
    public async Task A_remote_that_is_none_is_an_error_and_changes_nothing(string remote, ErrorId expected)
    {
        await MakeResultsAsync(Repo);
        Repo.Run("config", "remote.helper.url", "ext::sh -c id");
        var before = Repo.Run("for-each-ref");
        await Refused.WithAsync(expected, () => PushAsync(Repo, remote));
        await Refused.WithAsync(expected, () => _world.PullAsync(Repo, new() { Remote = remote }));
        Assert.Equal(before, Repo.Run("for-each-ref"));
    }

    [Fact]
    public async Task A_remote_is_named_or_given_by_its_path_or_url()
    {
        await MakeResultsAsync(Repo);
        Repo.Run("remote", "add", "team/cache", "file://" + _world.Remote);
        Assert.All(await PushAsync(Repo, _world.Remote), entry => Assert.Equal(CacheEntryState.Sent, entry.State));
        Assert.All(await PushAsync(Repo, "team/cache"), entry => Assert.Equal((CacheEntryState.Present, "file://" + _world.Remote), (entry.State, entry.Remote)));
        Assert.Equal(["origin", "team/cache"], await StateCache.RemotesAsync(StateRepo.Open(Repo.Path)));
    }

    [Fact]
    public async Task A_remote_that_refuses_is_said_with_its_reason()
    {
        await MakeResultsAsync(Repo);
        var hook = Path.Combine(_world.Remote, "hooks", "pre-receive");
        File.WriteAllText(hook, "#!/bin/sh\nexit 1\n");
        File.SetUnixFileMode(hook, (UnixFileMode)493);
        var error = await Refused.WithAsync(ErrorId.Remote, () => PushAsync(Repo));
        Assert.Contains("could not be written to", error.Problem, StringComparison.Ordinal);
        Assert.Contains("hook declined", error.Problem, StringComparison.Ordinal);
        Assert.Equal("", _world.Refs);
    }

    [Fact]
    public async Task A_commit_is_chosen_by_its_name()
    {
        var older = await MakeResultsAsync(Repo);
        Repo.Run("tag", "v1");
        Repo.Write("src/lib.c", "changed");
        Repo.Write("components/lib.yaml", "source: src\nbuild: make lib anew\ntoolchain: toolchain\n");
        Repo.Commit("change");
        await MakeResultsAsync(Repo);
        Repo.Run("push", "--quiet", _world.Remote, "v1");
        Assert.Equal(4, (await PushAsync(Repo)).Count);
        Assert.Equal(older.Values.Order(), (await _world.PullAsync(_world.Clone("clone"), new() { Reference = "v1" })).Select(entry => entry.Key).Order());
        await Assert.ThrowsAsync<ReferenceNotFoundException>(() => _world.PullAsync(Repo, new() { Reference = "nope" }));
    }

    private Task<ServerImage> BuildAsync(TestRepo repo) =>
        _world.Host.Builder.BuildAsync(StateRepo.Open(repo.Path), new(), cancel: TestContext.Current.CancellationToken);
}
