using ContainerState.Core.Tests.Support;
using ContainerState.Git;

namespace ContainerState.Core.Tests.Git;

public sealed class GitOverlayTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TestHost _host = new();

    public void Dispose()
    {
        _temp.Dispose();
        _host.Dispose();
    }

    [Theory]
    [InlineData("plain", false)]
    [InlineData("with \"quotes\", # and\nlines", false)]
    [InlineData("bare", true)]
    public void What_is_written_goes_with_it_and_what_is_below_is_read(string name, bool isBare)
    {
        var made = TestRepo.Make(_temp.At("made"));
        made.Write("deep/file", "text");
        var head = made.Commit("first");
        TestRepo.At(_temp.Path).Run(["clone", "--quiet", .. isBare ? ["--bare"] : (string[])[], made.Path, _temp.At(name)]);
        using var store = GitStore.Open(_temp.At(name));
        var before = Objects(store);

        string written;
        using (var overlay = GitOverlay.Make(_host.Host, store))
        {
            var below = overlay.Store.Find(overlay.Store.TreeOf(head), "deep")!;
            written = overlay.Store.WriteTree([below with { Name = "moved" }, new("new", TreeItemKind.File, overlay.Store.WriteBlob("new"u8))]);
            Assert.Equal("text", overlay.Store.ReadText(written, "moved/file"));
            Assert.Equal(store.WorkTree, overlay.Store.WorkTree);
            Assert.NotEmpty(Directory.EnumerateFileSystemEntries(_host.Host.Work));
        }

        Assert.Equal(before, Objects(store));
        using var again = GitStore.Open(_temp.At(name));
        Assert.False(again.HasTree(written));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_host.Host.Work));
    }

    [Fact]
    public void Its_own_submodules_are_found_where_they_are()
    {
        var inner = TestRepo.Make(_temp.At("inner"));
        inner.Write("x", "x");
        inner.Commit("first");
        var made = TestRepo.Make(_temp.At("made"));
        TestRepo.At(_temp.Path).Run("clone", "--quiet", "--bare", inner.Path, Path.Combine(made.Path, ".git", "modules", "inner"));
        using var store = GitStore.Open(made.Path);

        using var overlay = GitOverlay.Make(_host.Host, store);

        using var found = GitStore.Open(Path.Combine(overlay.Store.GitDirectory, "modules", "inner"));
        Assert.True(found.HasCommit(inner.Head));
    }

    [Fact]
    public void One_that_was_left_by_a_killed_process_is_cleared_up()
    {
        var made = TestRepo.MakeState(_temp.At("made"));
        using var store = GitStore.Open(made.Path);
        // Never disposed, and its lock is free: as of a process that is no more.
        Directory.CreateDirectory(Path.Combine(_host.Host.Work, "left", "objects"));
        File.WriteAllText(Path.Combine(_host.Host.Work, "left.lock"), "");

        using (GitOverlay.Make(_host.Host, store))
        {
            Assert.False(Directory.Exists(Path.Combine(_host.Host.Work, "left")));
        }
    }

    private static List<string> Objects(GitStore store) =>
        [.. Directory.EnumerateFiles(Path.Combine(store.GitDirectory, "objects"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
