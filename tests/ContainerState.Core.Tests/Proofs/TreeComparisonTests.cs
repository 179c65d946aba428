using ContainerState.Builds;
using ContainerState.Core.Tests.Support;
using ContainerState.Proofs;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Proofs;

public sealed class TreeComparisonTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TestHost _host = new();
    private readonly TestRepo _repo;

    public TreeComparisonTests()
    {
        _repo = TestRepo.MakeState(_temp.At("web"));
        _repo.Write("a/only", "a");
        _repo.Write("a/shared/deep/x", "a");
        _repo.Write("b/shared/deep/y", "b");
        _repo.Write("b/shared/z", "b");
        _repo.Write("components/a.yaml", "source: a\n");
        _repo.Write("components/b.yaml", "source: b\n");
        _repo.Commit("two components");
    }

    public void Dispose()
    {
        _host.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public async Task Equal_trees_have_no_differences()
    {
        var head = _repo.Head;
        Assert.Empty(await CompareAsync(head, head));
    }

    [Fact]
    public async Task Each_path_that_differs_is_listed_with_the_component_that_it_is_from()
    {
        var first = _repo.Head;
        _repo.Write("a/only", "b");
        File.Delete(_temp.At("web", "a", "shared", "deep", "x"));
        _repo.Write("b/shared/deep/new", "b");
        File.Delete(_temp.At("web", "b", "shared", "z"));
        File.CreateSymbolicLink(_temp.At("web", "b", "shared", "z"), "deep");
        File.SetUnixFileMode(_temp.At("web", "b", "shared", "deep", "y"), (UnixFileMode)493);
        _repo.Write("rootfs/etc/motd", "x");
        var second = _repo.Commit("changes");

        var found = await CompareAsync(first, second);

        Assert.Equal(
            [
                ("/etc", "rootfs", "added"), ("/etc/motd", "rootfs", "added"), ("/only", "a", "content"), ("/shared/deep/new", "b", "added"), ("/shared/deep/x", "a", "missing"),
                ("/shared/deep/y", "b", "mode"), ("/shared/z", "b", "kind, mode"),
            ],
            found.Select(difference => (difference.Path, difference.Component, difference.What)));
        Assert.Equal(("file 0644 0:0 1 bytes " + Blob("a"), "file 0644 0:0 1 bytes " + Blob("b")), (found[2].First, found[2].Second));
        Assert.Equal(("", "file 0644 0:0 1 bytes " + Blob("b")), (found[3].First, found[3].Second));
    }

    [Fact]
    public async Task A_tree_that_differs_in_what_is_on_no_server_differs_as_a_whole()
    {
        var first = _repo.Head;
        _repo.Write("state.yaml", "name: web\ninit: [/bin/other]\n");
        var second = _repo.Commit("another init");

        var difference = Assert.Single(await CompareAsync(first, second));

        Assert.Equal(("", "", "tree"), (difference.Path, difference.Component, difference.What));
    }

    private string Blob(string text) => _repo.Blob(text)[..12];

    private async Task<IReadOnlyList<TreeDifference>> CompareAsync(string first, string second)
    {
        using var store = StateRepo.Open(_repo.Path).OpenStore();
        var one = await ServerTree.MakeAsync(_host.Host, store, first, new BuildOptions(), null, null, TestContext.Current.CancellationToken);
        var other = await ServerTree.MakeAsync(_host.Host, store, second, new BuildOptions(), null, null, TestContext.Current.CancellationToken);
        return TreeComparison.Compare((store, one.Layout), (store, other.Layout), path => other.OwnerOf(path) ?? one.OwnerOf(path));
    }
}
