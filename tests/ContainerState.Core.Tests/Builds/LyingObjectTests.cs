using System.Text;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Imports;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Builds;

public sealed class LyingObjectTests : IDisposable
{
    private readonly TestHost _host = new();
    private readonly TempFolder _temp = new();
    private readonly TestRepo _repo;

    public LyingObjectTests()
    {
        _repo = TestRepo.MakeState(_temp.At("web"));
        _repo.Write("rootfs/etc/motd", "an honest page\n");
        _repo.Commit("page");
    }

    public void Dispose()
    {
        _temp.Dispose();
        _host.Dispose();
    }

    [Theory]
    [InlineData("a lying file..\n", false)]
    [InlineData("a file of another length\n", false)]
    [InlineData("", false)]
    [InlineData("a lying file..\n", true)]
    public async Task A_file_that_lies_stops_the_build_and_is_named(string content, bool packed)
    {
        var id = Lie("HEAD:rootfs/etc/motd", "blob", Encoding.ASCII.GetBytes(content), packed);

        var error = await Assert.ThrowsAsync<ObjectDamagedException>(() => BuildAsync());
        Assert.Equal((id, Path.Combine(_repo.Path, ".git"), "etc/motd"), (error.Id, error.Repository, error.Path));
        Assert.Contains("fsck", error.Remedy, StringComparison.Ordinal);
        Assert.Empty(_host.Images.List());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_host.Host.Work));
    }

    [Theory]
    [InlineData("HEAD:rootfs/etc", "tree", false)]
    [InlineData("HEAD:rootfs/etc", "tree", true)]
    [InlineData("HEAD:rootfs", "tree", false)]
    [InlineData("HEAD^{tree}", "tree", false)]
    [InlineData("HEAD:state.yaml", "blob", false)]
    [InlineData("HEAD", "commit", false)]
    public async Task Folders_commits_and_definitions_that_lie_stop_the_build(string name, string type, bool packed)
    {
        // What it says is well-formed, and is of another object.
        byte[] other = type switch
        {
            "tree" => [.. "100644 passwd\0"u8, .. Convert.FromHexString(_repo.Blob("root::0:0::/:/bin/sh\n"))],
            "blob" => "name: other\ninit: /bin/sh\n"u8.ToArray(),
            _ => Encoding.ASCII.GetBytes(_repo.Run("cat-file", "commit", "HEAD") + "\nmore\n"),
        };
        var id = Lie(name, type, other, packed);

        var error = await Assert.ThrowsAsync<ObjectDamagedException>(() => BuildAsync());
        Assert.Equal(id, error.Id);
        Assert.Empty(_host.Images.List());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_dependency_that_lies_stops_the_build_and_nothing_of_it_is_copied(bool sideBySide)
    {
        var library = TestRepo.Make(_temp.At("remote"));
        library.Write("page", "honest library\n");
        library.Commit("first");
        await StateDependencies.AddAsync(
            _host.Host, StateRepo.Open(_repo.Path), new GitDependencyRequest("file://" + library.Path) { Name = "lib", SideBySide = sideBySide }, cancel: TestContext.Current.CancellationToken);
        var store = TestRepo.At(sideBySide ? _temp.At("lib") : Path.Combine(_repo.Path, ".git", "modules", "lib"));
        Unpack(store);
        var id = library.Run("rev-parse", "HEAD:page");
        LyingObject.Overwrite(store, id, "blob", "a lying libr..\n"u8.ToArray());

        var error = await Assert.ThrowsAsync<ObjectDamagedException>(() => BuildAsync());
        Assert.Equal(id, error.Id);
        Assert.Equal(store.Run("rev-parse", "--absolute-git-dir"), error.Repository);
        Assert.DoesNotContain(id, _repo.Run("cat-file", "--batch-all-objects", "--batch-check"), StringComparison.Ordinal);
        var test = await StateRepo.Open(_repo.Path).TestAsync();
        Assert.False(test.Complete);
        Assert.Contains(test.Missing, sentence => sentence.Contains(id, StringComparison.Ordinal) && sentence.Contains("deps/lib/page", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_test_of_a_repository_names_every_object_that_lies()
    {
        Assert.True((await StateRepo.Open(_repo.Path).TestAsync()).Complete);
        _repo.Write("other", "one more\n");
        _repo.Commit("one more");
        string[] ids = [Lie("HEAD:rootfs/etc/motd", "blob", "x"u8.ToArray()), Lie("HEAD:other", "blob", "y"u8.ToArray())];
        var test = await StateRepo.Open(_repo.Path).TestAsync(_repo.Head);
        Assert.False(test.Complete);
        Assert.All(ids, id => Assert.Single(test.Missing, sentence => sentence.Contains(id, StringComparison.Ordinal)));
        Assert.Contains(test.Missing, sentence => sentence.Contains("rootfs/etc/motd", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_image_of_a_version_that_did_not_compare_is_made_again()
    {
        var first = await BuildAsync();
        var record = Path.Combine(_host.Host.Images, first.Id, "image.json");
        var text = await File.ReadAllTextAsync(record, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(record, text.Replace("\"objects\"", "\"nothing\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        Assert.Null(_host.Builder.Find(StateRepo.Open(_repo.Path)));
        Refused.With(ErrorId.ImageDamaged, () => _host.Images.RequireWhole(_host.Images.Get(first.Id)));
        var second = await BuildAsync();
        Assert.False(second.Cached);
        Assert.Equal((first.Id, first.Sha256), (second.Id, second.Sha256));
        _host.Images.RequireWhole(_host.Images.Get(first.Id));
        Assert.True((await BuildAsync()).Cached);
    }

    [Fact]
    public async Task A_layer_is_not_made_of_objects_that_lie()
    {
        var tree = _repo.Run("rev-parse", "HEAD:rootfs");
        Lie("HEAD:rootfs/etc/motd", "blob", "a lying file..\n"u8.ToArray());
        using var store = GitStore.Open(_repo.Path);
        await Assert.ThrowsAsync<ObjectDamagedException>(() => _host.Layers.EnsureAsync(store, new LayerTree(tree), "x", force: false, null, TestContext.Current.CancellationToken));
        Assert.Empty(Directory.Exists(_host.Host.Layers) ? Directory.GetFiles(_host.Host.Layers) : []);
    }

    private string Lie(string name, string type, byte[] content, bool packed = false)
    {
        var id = _repo.Run("rev-parse", name);
        (packed ? (Action<TestRepo, string, string, byte[]>)LyingObject.OverwriteInPack : LyingObject.Overwrite)(_repo, id, type, content);
        return id;
    }

    private static void Unpack(TestRepo store)
    {
        var folder = Path.Combine(store.Run("rev-parse", "--absolute-git-dir"), "objects", "pack");
        foreach (var pack in Directory.GetFiles(folder, "*.pack"))
        {
            var content = File.ReadAllBytes(pack);
            foreach (var file in Directory.GetFiles(folder, Path.GetFileNameWithoutExtension(pack) + ".*"))
            {
                File.Delete(file);
            }
            store.Feed(content, "unpack-objects", "-q");
        }
    }

    private Task<ServerImage> BuildAsync() => _host.Builder.BuildAsync(StateRepo.Open(_repo.Path), new(), cancel: TestContext.Current.CancellationToken);
}
