using ContainerState.Builds;
using ContainerState.Core.Tests.Support;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Builds;

public sealed class BuildPlanTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TestRepo _repo;

    public BuildPlanTests()
    {
        _repo = TestRepo.MakeState(_temp.At("web"));
        _repo.Write("toolchain/bin/sh", "a shell");
        _repo.Write("data/one", "1");
        _repo.Write("data/deep/two", "2");
        _repo.Write("src/a", "a");
    }

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("", "deep/two one")]
    [InlineData("to: /\n", "deep/two one")]
    [InlineData("to: /srv/data\n", "srv/data/deep/two srv/data/one")]
    [InlineData("to: /srv/data\nkeep: [one]\n", "srv/data/one")]
    [InlineData("keep: ['deep/**']\n", "deep/two")]
    [InlineData("to: /srv/data\nkeep: []\n", "srv/data/deep/two srv/data/one")]
    [InlineData("to: /srv/data\nkeep: [nothing]\n", "")]
    public async Task A_step_sees_a_plain_component_as_the_server_does(string more, string expected)
    {
        _repo.Write("components/data.yaml", "source: data\n" + more);
        var (store, step) = await PlanAsync();
        using (store)
        {
            var need = Assert.Single(step.Needs);
            Assert.Equal(expected, _repo.Run("ls-tree", "-r", "--name-only", need.Tree).Replace('\n', ' '));
            if (more is "" or "to: /\n")
            {
                // The same id as ever: what was built before is still known.
                Assert.Equal(_repo.Run("rev-parse", "HEAD:data"), need.Tree);
            }
        }
    }

    [Fact]
    public async Task Owners_and_empty_folders_move_along_to_where_a_component_lands()
    {
        _repo.Write("data/.containerstate/mtree", "#mtree v2.0\n. type=dir mode=0700\n./empty type=dir\n./one type=any uid=7\n");
        _repo.Write("components/data.yaml", "source: data\nto: /srv/data\nkeep: [one, empty]\n");
        var (store, step) = await PlanAsync();
        using (store)
        {
            Assert.Equal("#mtree v2.0\n./srv/data/empty type=dir\n./srv/data/one type=any uid=7\n", store.ReadText(step.Needs[0].Tree, TreeMetadata.Path));
        }
    }

    [Fact]
    public async Task A_place_that_is_kept_for_metadata_is_refused_for_a_step_too()
    {
        _repo.Write("components/data.yaml", "source: data\nto: /.containerstate/x\nkeep: []\n");
        Assert.Equal("data", (await Refused.WithAsync(ErrorId.Plan, PlanAsync)).Target);
    }

    [Fact]
    public void A_key_is_the_same_in_every_version_of_one_format()
    {
        var component = new ComponentDefinition("a") { Source = "src", Build = "make", Toolchain = "toolchain", SetUserId = ["bin/su"] };
        if (System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.X64)
        {
            Assert.Equal("b66d254b575e0ed4a60115b5e687eef2a2d9054c3780b7ced36dca83855a4a44", BuildKey.Of(component, new string('a', 40), new string('b', 40), [new string('c', 40)], []));
        }
    }

    [Theory]
    [InlineData("etc/group etc/hosts etc/nsswitch.conf etc/passwd", "")]
    [InlineData("etc/group etc/hosts etc/nsswitch.conf", "etc/passwd")]
    [InlineData("", "etc/passwd", "etc/group", "etc/hosts", "etc/nsswitch.conf")]
    public async Task A_step_is_given_what_its_toolchain_does_not_have(string expected, params string[] files)
    {
        foreach (var file in files.Where(file => file.Length > 0))
        {
            _repo.Write("toolchain/" + file, "the toolchain's own");
        }
        _repo.Write("components/data.yaml", "source: data\n");
        var (store, step) = await PlanAsync();
        using (store)
        {
            Assert.Equal(expected, string.Join(' ', step.Given));
            var known = BuildKey.Of(step.Component, step.Source, step.Toolchain, step.Needs.Select(need => need.Tree), []);
            Assert.Equal(expected.Length == 0, step.Key == known);
        }
    }

    private async Task<(GitStore Store, BuildStep Step)> PlanAsync()
    {
        _repo.Write("components/app.yaml", "source: src\nbuild: make\ntoolchain: toolchain\nneeds: [data]\n");
        _repo.Commit("components");
        var store = GitStore.Open(_repo.Path);
        var planned = await BuildPlan.MakeAsync(store, CommitContent.Read(store, store.Head!), TestContext.Current.CancellationToken);
        return (store, Assert.Single(new KnownSteps(planned).TakeReady()));
    }
}
