using ContainerState.Core.Tests.Support;
using ContainerState.Git;

namespace ContainerState.Core.Tests.Git;

public sealed class TreeSurveyTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TestRepo _repo;
    private readonly GitStore _store;

    public TreeSurveyTests()
    {
        _repo = TestRepo.Make(_temp.At("repo"));
        _repo.Write("x", "x");
        _repo.Commit("x");
        _store = GitStore.Open(_repo.Path);
    }

    public void Dispose()
    {
        _store.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public void What_is_known_of_a_tree_is_read_out_of_what_an_earlier_build_kept()
    {
        var tree = _store.WriteTree(
            [new TreeItem("bin", TreeItemKind.Tree, _store.WriteTree(Enumerable.Range(0, 600).Select(file => new TreeItem($"f{file}", TreeItemKind.Executable, _store.WriteBlob("x"u8)))))]);
        var facts = new TreeSurvey(_store).Of(tree, "x");
        Assert.Equal(new TreeFacts(601, 1, 4, 600, HasPrograms: true, HasGitlinks: false, HasAttributes: false), facts);

        Assert.Null(new TreeSurvey(_store).Find(tree));
        _store.Survey.Of(tree, "x");
        _store.Survey.Remember();
        Assert.Equal(facts, new TreeSurvey(_store).Find(tree));
    }
}
