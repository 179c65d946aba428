using ContainerState.Builds;
using ContainerState.Core.Tests.Caches;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Imports;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Builds;

public sealed class GrantedMetadataTests : IDisposable
{
    private const string Su = "./su type=any mode=04755";
    private const string Ping = "./su type=any xattr.security.capability=AQAAAgAgAAAAAAAAAAAAAAAAAAA=";
    private const string Foreign = "./bin/init type=any uid=33";

    private readonly CacheWorld _world = new();

    private TestRepo Repo => _world.Repo;

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(Su)]
    [InlineData("./su type=any mode=02755")]
    [InlineData("./folder type=dir mode=02755")]
    [InlineData(Ping)]
    [InlineData(Foreign)]
    public async Task A_folder_of_the_repository_grants_nothing_by_itself(string line)
    {
        Plain("local");
        Write(Repo, "local/", line);
        Repo.Commit("local");
        await RefusedAsync();
    }

    [Theory]
    [InlineData(false, Su)]
    [InlineData(true, Su)]
    [InlineData(false, Ping)]
    [InlineData(false, Foreign)]
    public async Task A_Git_dependency_grants_nothing_by_itself(bool sideBySide, string line)
    {
        var library = TestRepo.Make(_world.At("library"));
        Write(library, "", line);
        // As if it were an import: what others wrote comes from elsewhere.
        library.Write(".containerstate/import.json", "{\"kind\":\"debian\",\"parameters\":{},\"items\":[]}\n");
        library.Commit("Import debian: su");
        DropComponents();
        await StateDependencies.AddAsync(
            _world.Host.Host, StateRepo.Open(Repo.Path), new GitDependencyRequest("file://" + library.Path) { Name = "lib", SideBySide = sideBySide }, cancel: TestContext.Current.CancellationToken);
        await RefusedAsync();
    }

    [Theory]
    [InlineData(Su)]
    [InlineData(Ping)]
    [InlineData(Foreign)]
    public async Task A_build_result_from_a_cache_grants_nothing_by_itself(string line)
    {
        await CacheWorld.MakeResultsAsync(Repo);
        using var store = GitStore.Open(Repo.Path);
        var key = BuildResults.All(store).First(result => BuildResults.ComponentOf(store, result.Commit) == "app").Key;
        var tree = Repo.RawTree(
            ("40000", ".containerstate", Repo.RawTree(("100644", "mtree", Repo.Blob($"#mtree v2.0\n{line}\n")))), ("100755", "su", Repo.Blob("su")));
        Repo.Run("update-ref", BuildResults.References + key, Repo.CommitTree(tree));
        await CacheWorld.PushAsync(Repo);
        var clone = _world.Clone("clone");
        await _world.PullAsync(clone);
        await RefusedAsync(clone);
    }

    [Fact]
    public async Task What_setuid_names_is_granted_and_owners_of_own_files_are()
    {
        Plain("local", "setuid: [su]\n");
        Write(Repo, "local/", Su + " uid=33", "./page type=any mode=0600 gid=5", "./folder type=dir mode=0700");
        Repo.Commit("local");
        using var store = GitStore.Open(Repo.Path);
        var entries = ImageLayout.Read(store, (await BuildAsync(Repo)).Id).ReadEntries(store);
        Assert.Equal((0x9ed, 33), entries.Where(entry => entry.Path == "su").Select(entry => (entry.Mode, entry.UserId)).Single());
        Assert.Equal((0x180, 5), entries.Where(entry => entry.Path == "page").Select(entry => (entry.Mode, entry.GroupId)).Single());
    }

    private static void Write(TestRepo repo, string prefix, params string[] lines)
    {
        repo.Write(prefix + "su", "su");
        repo.Write(prefix + "page", "page");
        repo.Write(prefix + ".containerstate/mtree", $"#mtree v2.0\n{string.Join('\n', lines)}\n");
    }

    private void Plain(string name, string more = "")
    {
        DropComponents();
        Repo.Write($"components/{name}.yaml", $"source: {name}\n{more}");
    }

    private void DropComponents()
    {
        Repo.Run("rm", "-r", "--quiet", "components");
        Repo.Commit("drop");
    }

    private async Task RefusedAsync(TestRepo? repo = null)
    {
        var error = await Assert.ThrowsAsync<UnsafeTreeException>(() => BuildAsync(repo ?? Repo));
        Assert.Contains("setuid:", error.Remedy, StringComparison.Ordinal);
        Assert.Empty(_world.Host.Images.List());
    }

    private Task<ServerImage> BuildAsync(TestRepo repo) => _world.Host.Builder.BuildAsync(StateRepo.Open(repo.Path), new(), cancel: TestContext.Current.CancellationToken);
}
