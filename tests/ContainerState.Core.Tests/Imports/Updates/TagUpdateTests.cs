using ContainerState.Errors;
using ContainerState.Imports;
using ContainerState.Imports.Updates;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Imports.Updates;

public sealed class TagUpdateTests : UpdateTests
{
    [Fact]
    public async Task The_newest_tag_that_matches_is_taken_and_noted()
    {
        Change("v1.9");
        await AddAsync(new GitDependencyRequest(Url) { Ref = "v1.*" });
        Assert.Equal($"[submodule \"lib\"]\n\tpath = deps/lib\n\turl = {Url}\n\tshallow = true\n\tbranch = v1.9\n\ttags = v1.*\n", State.Read(".gitmodules"));
        var now = Change("v1.10");
        Change("v2.0");
        Change("v1.11-rc1");

        var update = await UpdateAsync("lib");

        Assert.Equal((UpdateState.Updated, now, 1, "v1.9 -> v1.10, 1 commit", "v1.*"), (update.State, update.NewCommit, update.Commits, update.Between, update.Follows));
        Assert.Equal($"[submodule \"lib\"]\n\tpath = deps/lib\n\turl = {Url}\n\tshallow = true\n\tbranch = v1.10\n\ttags = v1.*\n", State.Read(".gitmodules"));
        Assert.Equal(".gitmodules\ndeps/lib", State.Run("show", "--name-only", "--format="));
    }

    [Fact]
    public async Task A_release_on_a_branch_of_its_own_needs_no_consent()
    {
        Change("v1.0");
        await AddAsync(new GitDependencyRequest(Url) { Ref = "v1.*" });
        Library.Run("checkout", "--quiet", "-b", "fixes", "HEAD~1");
        var now = Change("v1.1");
        var update = await UpdateAsync("lib");
        Assert.Equal((now, null, "v1.0 -> v1.1, which does not lead on from it"), (update.NewCommit, update.Commits, update.Between));
    }

    [Fact]
    public async Task A_branch_of_the_name_of_its_tag_is_not_followed()
    {
        var old = Change("v1.0");
        await AddAsync(new GitDependencyRequest(Url) { Ref = "v1.0" });
        Library.Run("branch", "v1.0");
        Library.Run("checkout", "--quiet", "refs/heads/v1.0");
        Library.Write("file", "not that of the tag");
        Library.Run("add", "file");
        Library.Run("commit", "--quiet", "-m", "not that of the tag");

        var update = await UpdateAsync("lib");

        Assert.Equal((UpdateState.UpToDate, old), (update.State, update.OldCommit));
    }

    [Theory]
    [InlineData("v1.0", false)]
    [InlineData("v1.*", false)]
    [InlineData("v1.*", true)]
    public async Task A_tag_that_was_moved_is_followed_only_when_told(string reference, bool newer)
    {
        var old = Change("v1.0");
        await AddAsync(new GitDependencyRequest(Url) { Ref = reference });
        var moved = Change();
        Library.Run("tag", "--force", "v1.0");
        // Whoever moves one tag can make another, too.
        var now = newer ? Change("v1.1") : moved;

        var error = await RefuseAsync(ErrorId.UpstreamRewritten, "lib");

        Assert.Equal($"'lib' was not updated: the tag v1.0 leads to {moved[..12]} now, and not to the pinned {old[..12]}.", error.Problem);
        Assert.Equal(UpdateState.Rewritten, (await UpdateAsync("lib", dryRun: true)).State);
        Assert.Equal(now, (await UpdateAsync("lib", allowRewritten: true)).NewCommit);
        Assert.Equal(UpdateState.UpToDate, (await UpdateAsync("lib")).State);
    }

    [Fact]
    public async Task A_pattern_that_matches_nothing_any_more_is_an_error()
    {
        Change("v1.0");
        await AddAsync(new GitDependencyRequest(Url) { Ref = "v1.*" });
        Library.Run("tag", "--delete", "v1.0");
        Assert.Contains("'v1.*'", (await RefuseAsync(ErrorId.ReferenceNotFound, "lib")).Problem, StringComparison.Ordinal);
        await RefuseAsync(ErrorId.ReferenceNotFound, "lib", new() { To = "v7.*" });
    }

    [Fact]
    public async Task A_tag_that_another_tool_moved_on_is_not_taken_back()
    {
        Change("v1.0");
        await AddAsync(new GitDependencyRequest(Url) { Ref = "v1.*" });
        var second = Change("v2.0");
        // As Renovate does it: branch and pin.
        State.Run("config", "--file", ".gitmodules", "submodule.lib.branch", "v2.0");
        State.Run("update-index", "--cacheinfo", $"160000,{second},deps/lib");
        State.Run("commit", "--quiet", "--all", "--message", "by another tool");
        await StateRepo.Open(State.Path).UpdateAsync(cancel: TestContext.Current.CancellationToken);

        var update = await UpdateAsync("lib");

        Assert.Equal((UpdateState.UpToDate, "v2.0 is newer than every tag that matches v1.*"), (update.State, update.Between));
        Assert.Equal("v2.0 -> v1.0, which does not lead on from it", (await UpdateAsync("lib", "v1.*")).Between);
    }

    [Fact]
    public async Task A_pattern_asked_for_at_the_newest_tag_is_noted_for_later()
    {
        Change("v1.0");
        await AddAsync(new GitDependencyRequest(Url) { Ref = "v1.0" });
        var update = await UpdateAsync("lib", "v1.*");
        Assert.Equal((UpdateState.Updated, "it follows v1.* from now on"), (update.State, update.Between));
        Assert.Equal("v1.*", State.Run("config", "--file", ".gitmodules", "submodule.lib.tags"));
        Assert.Equal(UpdateState.UpToDate, (await UpdateAsync("lib", "v1.*")).State);
    }

    // The form that Renovate's manager git-submodules reads: branch is a branch or a tag.
    [Fact]
    public async Task Git_reads_gitmodules_as_it_is_written()
    {
        Change("v1.0");
        await AddAsync(new GitDependencyRequest(Url) { Name = "branch" });
        await AddAsync(new GitDependencyRequest(Url) { Name = "tag", Ref = "v1.0" });
        Assert.Equal(
            $"[submodule \"branch\"]\n\tpath = deps/branch\n\turl = {Url}\n\tshallow = true\n\tbranch = main\n[submodule \"tag\"]\n\tpath = deps/tag\n\turl = {Url}\n\tshallow = true\n\tbranch = v1.0\n",
            State.Read(".gitmodules"));
        var now = Change();
        State.Run("submodule", "--quiet", "update", "--init", "--remote", "deps/branch");
        State.Run("add", "deps/branch");
        Assert.Equal(now, State.Run("ls-files", "--stage", "deps/branch").Split(' ')[1]);
    }
}
