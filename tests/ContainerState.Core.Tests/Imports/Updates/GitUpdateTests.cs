using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Imports;
using ContainerState.Imports.Updates;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Imports.Updates;

public sealed class GitUpdateTests : UpdateTests
{
    [Fact]
    public async Task Pins_move_to_the_newest_commit_of_their_branch_in_one_commit()
    {
        var old = Library.Head;
        await AddAsync(new GitDependencyRequest(Url) { Name = "one" });
        await AddAsync(new GitDependencyRequest(Url) { Name = "side", SideBySide = true });
        await AddAsync(new GitDependencyRequest(Url) { Name = "whole", FullHistory = true });
        await AddAsync(new GitDependencyRequest(Url) { Name = "fixed", Ref = old });
        Change();
        var now = Change();
        var head = State.Head;

        var result = await RunAsync();

        Assert.Empty(result.Failures);
        Assert.Equal(["fixed Fixed", "one Updated", "side Updated", "whole Updated"], result.Updates.Select(update => $"{update.Name} {update.State}"));
        Assert.Equal(["one", "side", "whole"], result.Changed.Select(update => update.Name));
        Assert.All(result.Changed, update => Assert.Equal((old, now, 2, "2 commits of main", "main"), (update.OldCommit, update.NewCommit, update.Commits, update.Between, update.Follows)));
        Assert.Equal((State.Head, head), (result.Commit, State.Run("rev-parse", "HEAD^")));
        Assert.Equal(result.Commit, result.Repository.Head);
        Assert.Equal("deps/one\ndeps/side.yaml\ndeps/whole", State.Run("show", "--name-only", "--format="));
        var (from, to) = (old[..12], now[..12]);
        Assert.Equal(
            $"Update 3 dependencies\n\none: {from}..{to}, 2 commits of main\n\nside: {from}..{to}, 2 commits of main\n\nwhole: {from}..{to}, 2 commits of main",
            State.Run("log", "-1", "--format=%B").TrimEnd());
        AssertSound();
        Assert.Empty((await result.Repository.TestAsync()).Missing);
        Assert.Equal("3", TestRepo.At(Temp.At("work", "web", ".git", "modules", "whole")).Run("rev-list", "--count", now));
    }

    [Fact]
    public async Task What_has_nothing_newer_is_up_to_date_and_nothing_is_committed()
    {
        await AddAsync(new GitDependencyRequest(Url) { Name = "one" });
        await AddAsync(new GitDependencyRequest(Url) { Name = "side", SideBySide = true });
        Change();
        await RunAsync();
        var before = Everything();

        var again = await RunAsync();

        Assert.Equal(["UpToDate", "UpToDate"], again.Updates.Select(update => update.State));
        Assert.Null(again.Commit);
        Assert.Equal(before, Everything());
    }

    [Fact]
    public async Task A_look_says_the_same_and_changes_nothing()
    {
        var old = Library.Head;
        await AddAsync(new GitDependencyRequest(Url) { Name = "one" });
        await AddAsync(new GitDependencyRequest(Url) { Name = "side", SideBySide = true });
        await AddAsync(new GitDependencyRequest(Url) { Name = "other", Ref = old });
        var now = Change();
        var before = Everything();

        var result = await RunAsync(new() { DryRun = true });

        Assert.Equal(["one", "side"], result.Outdated.Select(update => update.Name));
        Assert.All(result.Outdated, update => Assert.Equal((UpdateState.Outdated, old, now, 1, "1 commit of main"), (update.State, update.OldCommit, update.NewCommit, update.Commits, update.Between)));
        Assert.Null(result.Commit);
        Assert.Equal(before, Everything());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Host.Host.Work));
    }

    [Fact]
    public async Task One_that_fails_does_not_stop_the_others()
    {
        var gone = TestRepo.Make(Temp.At("remote", "gone"));
        gone.Commit("first");
        await AddAsync(new GitDependencyRequest("file://" + gone.Path));
        await AddAsync(new GitDependencyRequest(Url) { Name = "branch", Ref = "main" });
        await AddAsync(new GitDependencyRequest(Url) { Name = "one" });
        Library.Run("branch", "--move", "trunk");
        Directory.Move(gone.Path, gone.Path + ".away");
        State.Run("config", "--file", ".gitmodules", "--unset", "submodule.one.branch");
        State.Commit("follow HEAD");
        var now = Change();

        var result = await RunAsync(new() { Names = ["*", "nowhere", "z*"] });

        Assert.Equal(("one", UpdateState.Updated, now), Assert.Single(result.Updates.Select(update => (update.Name, update.State, update.NewCommit))));
        Assert.Equal(
            [("branch", ErrorId.ReferenceNotFound), ("gone", ErrorId.Remote), ("nowhere", ErrorId.DependencyNotFound)],
            result.Failures.Select(failure => (failure.Name, ((ContainerStateException)failure.Error).ErrorId)));
        Assert.StartsWith($"gone: file://{gone.Path} could not be read: ", result.Failures[1].Error.Message, StringComparison.Ordinal);
        Assert.Equal(now, Pinned("deps/one"));
        AssertSound();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_branch_that_was_rewritten_is_followed_only_when_told(bool sideBySide)
    {
        Change();
        var old = (await AddAsync(new GitDependencyRequest(Url) { SideBySide = sideBySide })).Commit;
        Library.Run("reset", "--hard", "--quiet", "HEAD~1");
        var now = Change();

        var error = await RefuseAsync(ErrorId.UpstreamRewritten, "lib");
        Assert.Equal($"'lib' was not updated: main does not lead on from the pinned {old[..12]}: it was rewritten, or the pin is from elsewhere.", error.Problem);
        Assert.Contains("--allow-rewritten", error.Remedy, StringComparison.Ordinal);
        Assert.Equal((UpdateState.Rewritten, now), (await UpdateAsync("lib", dryRun: true)) is var seen ? (seen.State, seen.NewCommit) : default);
        Assert.Equal((UpdateState.Updated, now), (await UpdateAsync("lib", allowRewritten: true)) is var done ? (done.State, done.NewCommit) : default);
        Assert.Empty((await StateRepo.Open(State.Path).TestAsync()).Missing);
    }

    [Fact]
    public async Task A_pin_moves_to_a_branch_tag_or_commit_and_follows_that()
    {
        var first = Library.Head;
        Library.Run("branch", "release/1");
        Change("v1");
        await AddAsync(new GitDependencyRequest(Url));

        Assert.Equal(first, (await UpdateAsync("lib", "release/1")).NewCommit);
        Assert.Equal("release/1", State.Run("config", "--file", ".gitmodules", "submodule.lib.branch"));
        Assert.Equal(Library.Head, (await UpdateAsync("lib", "v1")).NewCommit);
        Assert.Equal(UpdateState.UpToDate, (await UpdateAsync("lib")).State);
        Change();
        Assert.Equal(UpdateState.UpToDate, (await UpdateAsync("lib")).State);
        var fixedTo = await UpdateAsync("lib", first);
        Assert.Equal((UpdateState.Updated, first), (fixedTo.State, fixedTo.NewCommit));
        Assert.Equal($"[submodule \"lib\"]\n\tpath = deps/lib\n\turl = {Url}\n\tshallow = true\n\tfixed = true\n", State.Read(".gitmodules"));
        Assert.Equal(UpdateState.Fixed, (await UpdateAsync("lib")).State);
        Assert.Equal(Library.Head, (await UpdateAsync("lib", "HEAD")).NewCommit);
        Assert.Equal($"[submodule \"lib\"]\n\tpath = deps/lib\n\turl = {Url}\n\tshallow = true\n\tbranch = main\n", State.Read(".gitmodules"));
        Assert.Empty((await StateRepo.Open(State.Path).TestAsync()).Missing);
    }

    [Fact]
    public async Task A_checkout_side_by_side_moves_to_a_tag_or_commit_too()
    {
        var first = Library.Head;
        await AddAsync(new GitDependencyRequest(Url) { SideBySide = true });
        State.Write("deps/lib.yaml", "# mine\n" + State.Read("deps/lib.yaml"));
        State.Commit("comment");
        var now = Change("v1.0");
        Assert.Equal(now, (await UpdateAsync("lib")).NewCommit);
        Assert.StartsWith("# mine\n", State.Read("deps/lib.yaml"), StringComparison.Ordinal);
        Change("v1.1");
        Assert.Equal(Library.Head, (await UpdateAsync("lib", "v1.*")).NewCommit);
        Assert.EndsWith("ref: v1.1\ntags: 'v1.*'\n", State.Read("deps/lib.yaml"), StringComparison.Ordinal);
        Change("v1.2");
        Assert.Equal("v1.1 -> v1.2, 1 commit", (await UpdateAsync("lib")).Between);
        Assert.Equal(first, (await UpdateAsync("lib", first)).NewCommit);
        Assert.Equal(UpdateState.Fixed, (await UpdateAsync("lib")).State);
    }

    [Fact]
    public async Task A_checkout_that_stands_at_its_pin_goes_along()
    {
        await AddAsync(new GitDependencyRequest(Url) { Name = "clean" });
        await AddAsync(new GitDependencyRequest(Url) { Name = "dirty" });
        await AddAsync(new GitDependencyRequest(Url) { Name = "side", SideBySide = true });
        State.Run("submodule", "--quiet", "update", "--init");
        State.Write("deps/dirty/mine", "mine");
        var old = Library.Head;
        var now = Change();

        var result = await RunAsync();

        Assert.Equal(now, TestRepo.At(Temp.At("work", "web", "deps", "clean")).Head);
        Assert.Equal(now, TestRepo.At(Temp.At("work", "side")).Head);
        Assert.Equal(old, TestRepo.At(Temp.At("work", "web", "deps", "dirty")).Head);
        var warning = Assert.Single(result.Updates, update => update.Warnings.Count > 0);
        Assert.Equal("dirty", warning.Name);
        Assert.EndsWith("To move it: git submodule update deps/dirty", Assert.Single(warning.Warnings), StringComparison.Ordinal);
        Assert.Equal(" M deps/dirty", State.Run("status", "--porcelain"));
        State.Run("submodule", "--quiet", "update", "deps/dirty");
        Assert.Equal(now, TestRepo.At(Temp.At("work", "web", "deps", "dirty")).Head);
    }

    [Fact]
    public async Task What_the_user_has_under_way_is_left_alone()
    {
        Library.Run("tag", "v1");
        await AddAsync(new GitDependencyRequest(Url) { Name = "one" });
        await AddAsync(new GitDependencyRequest(Url) { Name = "side", SideBySide = true });
        await AddAsync(new GitDependencyRequest(Url) { Name = "tags", Ref = "v*" });
        State.Write("deps/side.yaml", State.Read("deps/side.yaml") + "# mine\n");
        State.Write(".gitmodules", State.Read(".gitmodules") + "# mine\n");
        State.Write("rootfs/mine", "mine");
        State.Run("add", "rootfs/mine");
        var now = Change("v2");

        var result = await RunAsync();

        Assert.Equal(["one"], result.Changed.Select(update => update.Name));
        Assert.Equal(
            [("side", ErrorId.UncommittedChanges), ("tags", ErrorId.UncommittedChanges)],
            result.Failures.Select(failure => (failure.Name, ((ContainerStateException)failure.Error).ErrorId)));
        Assert.Equal("M .gitmodules\n M deps/side.yaml\nA  rootfs/mine", State.Run("status", "--porcelain").TrimStart());
        Assert.Equal(now, Pinned("deps/one"));
        Assert.Equal("deps/one", State.Run("show", "--name-only", "--format="));
    }

    [Fact]
    public async Task A_clone_of_gits_own_is_updated_though_nothing_was_fetched()
    {
        await AddAsync(new GitDependencyRequest(Url));
        var old = Library.Head;
        State.Run("clone", "--quiet", State.Path, Temp.At("work", "clone"));
        Change();
        var clone = TestRepo.At(Temp.At("work", "clone"));
        var updated = await StateDependencies.UpdateAsync(Host.Host, StateRepo.Open(clone.Path), new(), cancel: TestContext.Current.CancellationToken);
        Assert.Equal((UpdateState.Updated, old, Library.Head, 1), Assert.Single(updated.Updates.Select(update => (update.State, update.OldCommit, update.NewCommit, update.Commits))));
        Assert.Empty((await updated.Repository.TestAsync()).Missing);
    }

    [Fact]
    public async Task A_URL_is_relative_to_where_the_repository_is_from()
    {
        State.Pin("deps/lib", "lib", "../../remote/lib", Library.Head);
        State.Pin("deps/local", "local", Library.Path, Library.Head);
        var now = Change();
        Assert.Equal(now, (await UpdateAsync("lib")).NewCommit);
        Assert.Equal(now, (await UpdateAsync("local")).NewCommit);
        // A repository from elsewhere must not have folders of this machine read.
        State.Run("remote", "add", "origin", "https://git.example.test/web.git");
        Change();
        await RefuseAsync(ErrorId.UnsafeUrl, "local");
    }

    [Fact]
    public async Task A_server_of_plain_files_is_good_enough()
    {
        using var server = new WebServer();
        Serve();
        await AddAsync(new GitDependencyRequest(server.Url + "/lib.git") { Name = "lib" });
        Change();
        Change();
        Serve();

        Assert.Equal((Library.Head, 2), (await UpdateAsync("lib")) is var update ? (update.NewCommit, update.Commits) : default);
        Assert.Equal("", TestRepo.At(Temp.At("work", "web", ".git", "modules", "lib")).Run("fsck", "--strict"));
        Assert.Empty((await StateRepo.Open(State.Path).TestAsync()).Missing);

        // What a web server hands out of a repository that nobody asks anything.
        void Serve()
        {
            Library.Run("update-server-info");
            var git = Path.Combine(Library.Path, ".git");
            foreach (var file in Directory.EnumerateFiles(git, "*", SearchOption.AllDirectories))
            {
                server.Answer("/lib.git/" + Path.GetRelativePath(git, file), File.ReadAllBytes(file));
            }
        }
    }

    [Fact]
    public async Task A_server_that_asks_for_a_password_is_an_error_at_once()
    {
        using var server = new WebServer();
        server.Answer("/lib.git/info/refs", [], status: "401 Unauthorized", more: "WWW-Authenticate: Basic realm=\"x\"\r\n");
        State.Pin("deps/lib", "lib", server.Url + "/lib.git", Library.Head);
        var error = await RefuseAsync(ErrorId.Remote, "lib");
        Assert.Contains("could not read Username", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_without_names_or_of_another_kind_is_refused()
    {
        await AddAsync(new GitDependencyRequest(Url));
        await Refused.WithAsync(ErrorId.InvalidName, () => RunAsync(new() { To = "main" }));
        Assert.Equal(ErrorId.InvalidName, ((ContainerStateException)Assert.Single((await RunAsync(new() { Names = ["lib"], To = "-x" })).Failures).Error).ErrorId);
        Assert.Equal(ErrorId.InvalidName, ((ContainerStateException)Assert.Single((await RunAsync(new() { Names = ["lib"], To = "main", Sha256 = new string('0', 64) })).Failures).Error).ErrorId);
        await RefuseAsync(ErrorId.ReferenceNotFound, "lib", new() { To = "nowhere" });
        await RefuseAsync(ErrorId.ReferenceNotFound, "lib", new() { To = new string('1', 40) });
    }

    [Theory]
    [InlineData("branch", "--upload-pack=x")]
    [InlineData("branch", "a:b")]
    [InlineData("tags", "v[")]
    [InlineData("tags", "-*")]
    public async Task What_gitmodules_says_is_checked_before_git_sees_it(string key, string value)
    {
        await AddAsync(new GitDependencyRequest(Url));
        State.Run("config", "--file", ".gitmodules", $"submodule.lib.{key}", value);
        State.Commit("bad");
        await Refused.WithAsync(ErrorId.InvalidName, async () => throw Assert.Single((await RunAsync()).Failures).Error);
    }
}
