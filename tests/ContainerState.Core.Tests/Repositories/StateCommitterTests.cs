using System.Text;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Repositories;

public sealed class StateCommitterTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TestRepo _repo;

    public StateCommitterTests()
    {
        _repo = TestRepo.MakeState(_temp.At("web"));
        _repo.Write("components/a.yaml", "source: rootfs\n");
        _repo.Commit("second");
    }

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Only_our_changes_are_committed_and_the_users_stay()
    {
        _repo.Write("staged", "staged");
        _repo.Run("add", "staged");
        _repo.Write("staged", "staged and changed again");
        _repo.Write("state.yaml", "name: changed\n");
        _repo.Write("untracked", "x");
        File.Delete(_temp.At("web", "rootfs", "bin", "init"));
        var before = _repo.Run("status", "--porcelain");
        var commit = await CommitAsync(StateChange.File("components/b.yaml", "source: b\n"), StateChange.Remove("components/a.yaml"), StateChange.Pin("deps/x", new string('1', 40)));
        Assert.Equal(commit, _repo.Head);
        Assert.Equal(before, _repo.Run("status", "--porcelain"));
        Assert.Equal("A\tcomponents/b.yaml\nD\tcomponents/a.yaml\nA\tdeps/x", string.Join('\n', _repo.Run("show", "--no-renames", "--name-status", "--format=").Split('\n').OrderBy(line => line[2..] == "deps/x" ? 2 : line[0] == 'A' ? 0 : 1)));
        Assert.Equal("source: b\n", _repo.Read("components/b.yaml"));
        Assert.Equal("staged", _repo.Run("show", ":staged"));
        Assert.Equal("staged and changed again", _repo.Read("staged"));
        Assert.False(File.Exists(_temp.At("web", "components", "a.yaml")));
        Assert.True(Directory.Exists(_temp.At("web", "deps", "x")));
    }

    [Fact]
    public async Task What_is_staged_is_refused_though_the_work_tree_does_not_show_it()
    {
        var text = _repo.Read("components/a.yaml");
        _repo.Write("components/a.yaml", "staged");
        _repo.Run("add", "components/a.yaml");
        _repo.Write("components/a.yaml", text);
        var error = await Refused.WithAsync(ErrorId.UncommittedChanges, () => CommitAsync(StateChange.File("components/a.yaml", "ours")));
        Assert.EndsWith(": components/a.yaml.", error.Problem, StringComparison.Ordinal);
        Assert.Equal("staged", _repo.Run("show", ":components/a.yaml"));
    }

    [Theory]
    [InlineData("components/a.yaml", "edited")]
    [InlineData("components/new.yaml", "of the user's own")]
    [InlineData("components/a.yaml", null)]
    public async Task A_path_that_the_user_has_under_way_is_refused_and_nothing_changes(string path, string? text)
    {
        if (text is null)
        {
            File.Delete(_temp.At("web", path));
        }
        else
        {
            _repo.Write(path, text);
        }
        var before = _repo.Look();
        var error = await Refused.WithAsync(ErrorId.UncommittedChanges, () => CommitAsync(StateChange.File("components/other.yaml", "x"), StateChange.File(path, "ours")));
        Assert.EndsWith($": {path}.", error.Problem, StringComparison.Ordinal);
        Assert.Equal(before, _repo.Look());
        Assert.Equal(text, text is null ? null : _repo.Read(path));
        Assert.False(File.Exists(_temp.At("web", "components", "other.yaml")));
    }

    [Fact]
    public async Task A_folder_that_is_a_link_is_refused_and_nothing_changes()
    {
        Directory.Delete(_temp.At("web", "components"), recursive: true);
        Directory.CreateDirectory(_temp.At("outside"));
        Directory.CreateSymbolicLink(_temp.At("web", "components"), _temp.At("outside"));
        var before = _repo.Look();
        await Assert.ThrowsAsync<UnsafeTreeException>(() => CommitAsync(StateChange.File("components/b.yaml", "x")));
        Assert.Equal(before, _repo.Look());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temp.At("outside")));
        Directory.Delete(_temp.At("web", "components"));
        _repo.Run("checkout", "--", "components");
        await CommitAsync(StateChange.File("components/b.yaml", "x"));
        Assert.Equal("", _repo.Run("status", "--porcelain"));
    }

    [Fact]
    public async Task What_a_killed_command_left_between_head_and_index_is_mended()
    {
        var old = _repo.Head;
        var commit = await CommitAsync(StateChange.File("components/b.yaml", "b"), StateChange.Remove("components/a.yaml"), StateChange.Pin("deps/x", new string('1', 40)));
        // As it was before the commit, but with HEAD moved: where a SIGKILL just after update-ref leaves it.
        _repo.Run("reset", "--hard", "--quiet", old);
        _repo.Write("staged", "staged");
        _repo.Run("add", "staged");
        _repo.Run("update-ref", "HEAD", commit);
        _repo.Write(".git/containerstate/journal", $"{commit}\0components/b.yaml\0components/a.yaml\0deps/x");
        using (var store = GitStore.Open(_repo.Path))
        {
            using var held = await StateCommitter.LockAsync(store, TestContext.Current.CancellationToken);
        }
        Assert.Equal("A  staged", _repo.Run("status", "--porcelain"));
        Assert.Equal("b", _repo.Read("components/b.yaml"));
        Assert.False(File.Exists(_temp.At("web", "components", "a.yaml")));
        Assert.False(File.Exists(_temp.At("web", ".git", "containerstate", "journal")));
    }

    [Fact]
    public async Task References_move_with_HEAD_or_not_at_all()
    {
        var first = _repo.Head;
        using var store = GitStore.Open(_repo.Path);
        using var held = await StateCommitter.LockAsync(store, TestContext.Current.CancellationToken);
        var (made, _) = await StateCommitter.CommitAsync(
            store, "ours", [StateChange.File("components/b.yaml", "b")], TestContext.Current.CancellationToken, [new("refs/heads/deps/x", first, null)]);
        Assert.Equal((made, first), (_repo.Head, _repo.Run("rev-parse", "deps/x", "--")[..40]));
        // Somebody else moved it meanwhile.
        await Assert.ThrowsAsync<ProgramFailedException>(() => StateCommitter.CommitAsync(
            store, "ours", [StateChange.File("components/c.yaml", "c")], TestContext.Current.CancellationToken, [new("refs/heads/deps/x", made, made)]));
        Assert.Equal((made, first), (_repo.Head, _repo.Run("rev-parse", "deps/x", "--")[..40]));
        await StateCommitter.RecoverAsync(store, TestContext.Current.CancellationToken);
        Assert.Equal("", _repo.Run("status", "--porcelain"));
    }

    [Fact]
    public async Task A_checkout_goes_along_though_the_command_was_killed_before()
    {
        var library = TestRepo.Make(_temp.At("lib"));
        var old = library.Commit("one");
        _repo.Pin("deps/lib", "lib", library.Path, old);
        _repo.Run("submodule", "--quiet", "update", "--init");
        var now = library.Commit("two");
        TestRepo.At(_temp.At("web", "deps", "lib")).Run("fetch", "--quiet");
        var before = _repo.Head;
        var commit = await CommitAsync(StateChange.Pin("deps/lib", now));
        Assert.Equal(now, TestRepo.At(_temp.At("web", "deps", "lib")).Head);
        // Where a SIGKILL just after HEAD moved leaves it.
        _repo.Run("read-tree", before);
        TestRepo.At(_temp.At("web", "deps", "lib")).Run("checkout", "--quiet", old);
        _repo.Write(".git/containerstate/journal", $"{commit}\0deps/lib");
        using (var store = GitStore.Open(_repo.Path))
        {
            using var held = await StateCommitter.LockAsync(store, TestContext.Current.CancellationToken);
        }
        Assert.Equal(now, TestRepo.At(_temp.At("web", "deps", "lib")).Head);
        Assert.Equal("", _repo.Run("status", "--porcelain"));
    }

    [Fact]
    public async Task What_a_killed_command_left_before_head_moved_is_forgotten()
    {
        _repo.Write(".git/containerstate/journal", new string('1', 40) + "\0components/a.yaml");
        Directory.CreateDirectory(_temp.At("web", ".git", "containerstate", "work", "dead"));
        _repo.Write(".git/containerstate/work/dead.lock", "");
        await CommitAsync(StateChange.File("components/b.yaml", "b"));
        Assert.Equal("", _repo.Run("status", "--porcelain"));
        Assert.Equal(["lock", "work"], Directory.EnumerateFileSystemEntries(_temp.At("web", ".git", "containerstate")).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temp.At("web", ".git", "containerstate", "work")));
    }

    [Fact]
    public async Task An_object_that_a_killed_command_did_not_finish_goes()
    {
        _repo.Write(".git/objects/tmp_object_git2_dead01", "half");
        _repo.Write(".git/objects/tmp_object_git2_live01", "half");
        File.SetLastWriteTimeUtc(_temp.At("web", ".git", "objects", "tmp_object_git2_dead01"), DateTime.UtcNow.AddMinutes(-2));
        await CommitAsync(StateChange.File("components/b.yaml", "b"));
        Assert.Equal(
            ["tmp_object_git2_live01"],
            Directory.EnumerateFiles(_temp.At("web", ".git", "objects")).Select(file => Path.GetFileName(file)));
    }

    [Fact]
    public async Task Nothing_is_committed_while_git_waits_for_a_message()
    {
        var before = _repo.Head;
        // As git commit -a has it until the editor is closed.
        _repo.Write(".git/index.lock", "");
        var fault = await Assert.ThrowsAsync<BusyException>(() => CommitAsync(StateChange.File("components/b.yaml", "b")));
        Assert.Contains("message", fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, _repo.Head);
        File.Delete(_temp.At("web", ".git", "index.lock"));
        Assert.Equal("", _repo.Run("status", "--porcelain"));

        // One that a killed command of ours left is nobody's.
        _repo.Write(".git/index.lock", "containerstate\n");
        await CommitAsync(StateChange.File("components/b.yaml", "b"));
        Assert.Equal("", _repo.Run("status", "--porcelain"));
    }

    [Fact]
    public async Task A_commit_that_is_made_stays_though_files_cannot_follow()
    {
        using var store = GitStore.Open(_repo.Path);
        using var held = await StateCommitter.LockAsync(store, TestContext.Current.CancellationToken);
        // What is read as a folder on the way cannot be one while a file of that name is there, which git ignores.
        _repo.Write(".git/info/exclude", "/other\n");
        _repo.Write("other", "a file");
        var commit = await StateCommitter.CommitAsync(store, "ours", [StateChange.File("other/b.yaml", "b")], TestContext.Current.CancellationToken);

        Assert.Equal(commit.Id, _repo.Head);
        Assert.Contains(commit.Id[..7], Assert.Single(commit.Warnings), StringComparison.Ordinal);
        Assert.False(File.Exists(_temp.At("web", ".git", "index.lock")));
        File.Delete(_temp.At("web", "other"));
        await StateCommitter.RecoverAsync(store, TestContext.Current.CancellationToken);
        Assert.Equal("b", _repo.Read("other/b.yaml"));
        Assert.Equal("", _repo.Run("status", "--porcelain"));
    }

    [Fact]
    public async Task Attributes_and_filters_do_not_change_what_is_committed()
    {
        _repo.Write(".gitattributes", "* text eol=crlf filter=evil\n");
        _repo.Run("-c", "filter.evil.clean=cat", "add", ".gitattributes");
        _repo.Run("commit", "--quiet", "--message", "attributes");
        _repo.Run("config", "filter.evil.clean", "echo evil");
        await CommitAsync(new StateChange("components/b.yaml", Encoding.UTF8.GetBytes("a\r\nb\n"), null));
        Assert.Equal(_repo.Feed(Encoding.UTF8.GetBytes("a\r\nb\n"), "hash-object", "--stdin", "--no-filters"), _repo.Run("rev-parse", "HEAD:components/b.yaml"));
    }

    private async Task<string> CommitAsync(params StateChange[] changes)
    {
        using var store = GitStore.Open(_repo.Path);
        using var held = await StateCommitter.LockAsync(store, TestContext.Current.CancellationToken);
        var commit = await StateCommitter.CommitAsync(store, "ours", changes, TestContext.Current.CancellationToken);
        Assert.Empty(commit.Warnings);
        return commit.Id;
    }
}
