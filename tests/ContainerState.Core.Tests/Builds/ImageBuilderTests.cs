using ContainerState.Builds;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Imports;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Builds;

public sealed class ImageBuilderTests : IDisposable
{
    private readonly TestHost _host = new();
    private readonly TempFolder _temp = new();
    private readonly TestRepo _repo;

    public ImageBuilderTests() => _repo = TestRepo.MakeState(_temp.At("web"));

    public void Dispose()
    {
        _temp.Dispose();
        _host.Dispose();
    }

    [Fact]
    public async Task A_commit_becomes_an_image_and_is_found_again()
    {
        var image = await BuildAsync();
        Assert.Equal(("web", _repo.Head, false), (image.Name, image.Commit, image.Cached));
        Assert.Equal("tree", _repo.Run("cat-file", "-t", image.Id));
        var layer = Assert.Single(image.Layers);
        Assert.Equal((new FileInfo(layer.Path).Length, layer.SizeBytes), (image.SizeBytes, image.SizeBytes));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(layer.Path))), layer.Sha256);
        var again = await BuildAsync();
        Assert.True(again.Cached);
        Assert.Equal((image.Id, image.Sha256, layer), (again.Id, again.Sha256, Assert.Single(again.Layers)));
        Assert.Equal(image.Id, _host.Builder.Find(StateRepo.Open(_repo.Path))!.Id);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_host.Home, "work")));
    }

    [Fact]
    public async Task Another_clone_builds_the_same_tree_and_the_same_bytes()
    {
        _repo.Write(".gitattributes", "* text eol=crlf export-subst export-ignore\n");
        _repo.Write("rootfs/etc/motd", "$Format:%H$\nline\n");
        _repo.Commit("attributes");
        var first = await BuildAsync();
        using var other = new TestHost();
        TestRepo.At(_temp.Path).Run("clone", "--quiet", _repo.Path, _temp.At("elsewhere", "other name"));
        var clone = TestRepo.At(_temp.At("elsewhere", "other name"));
        clone.Run("config", "core.autocrlf", "true");
        var second = await other.Builder.BuildAsync(StateRepo.Open(clone.Path), new(), cancel: TestContext.Current.CancellationToken);
        Assert.NotEqual(first.Layers[0].Path, second.Layers[0].Path);
        Assert.Equal((first.Id, first.Sha256), (second.Id, second.Sha256));
    }

    [Fact]
    public async Task A_submodule_and_a_checkout_side_by_side_give_the_same_tree()
    {
        var library = TestRepo.Make(_temp.At("remote"));
        library.Write("page", "x");
        library.Commit("first");
        var inner = TestRepo.Make(_temp.At("inner"));
        inner.Write("deep", "y");
        inner.Commit("first");
        library.Pin("below/inner", "inner", "file://" + inner.Path, inner.Head);
        var repository = StateRepo.Open(_repo.Path);
        await StateDependencies.AddAsync(_host.Host, repository, new GitDependencyRequest("file://" + library.Path) { Name = "lib" }, cancel: TestContext.Current.CancellationToken);
        var first = await BuildAsync();
        await StateDependencies.RemoveAsync(repository, "lib");
        await StateDependencies.AddAsync(_host.Host, repository, new GitDependencyRequest("file://" + library.Path) { Name = "lib", SideBySide = true }, cancel: TestContext.Current.CancellationToken);
        var second = await BuildAsync();
        Assert.NotEqual(first.Commit, second.Commit);
        Assert.Equal(first.Id, second.Id);
        Assert.True(second.Cached);
        Assert.Equal("y", _repo.Run("show", first.Id + ":srv/lib/below/inner/deep"));
    }

    [Fact]
    public async Task An_image_knows_when_its_commit_was_made()
    {
        var first = await BuildAsync();
        Assert.Equal(TimeOf(_repo.Head), first.CommittedUtc);
        Assert.Equal(TimeOf(_repo.Head), _host.Images.Get(first.Id).CommittedUtc);

        // Of the same tree, so the same image, and of a commit of its own.
        var later = TimeOf(_repo.Head).AddDays(1);
        _repo.Run("-c", "user.name=a", "-c", "user.email=a@localhost", "reset", "--quiet", "--hard", _repo.Feed(
            System.Text.Encoding.UTF8.GetBytes($"tree {_repo.Run("rev-parse", "HEAD^{tree}")}\nparent {_repo.Head}\nauthor a <a@localhost> 5 +0000\ncommitter c <c@localhost> {new DateTimeOffset(later).ToUnixTimeSeconds()} +0000\n\nlater\n"),
            "hash-object", "-t", "commit", "-w", "--stdin"));
        var second = await BuildAsync();
        Assert.Equal((first.Id, (DateTime?)later), (second.Id, second.CommittedUtc));
        Assert.Equal(later, _host.Builder.Find(StateRepo.Open(_repo.Path))!.CommittedUtc);

        DateTime TimeOf(string commit) => DateTime.UnixEpoch.AddSeconds(long.Parse(_repo.Run("log", "-1", "--format=%ct", commit), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Uncommitted_changes_are_said_and_not_built()
    {
        var image = await BuildAsync();
        _repo.Write("rootfs/bin/init", "changed");
        var said = new List<string>();
        var again = await _host.Builder.BuildAsync(StateRepo.Open(_repo.Path), new(), said.Add, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(image.Id, again.Id);
        Assert.Contains("uncommitted changes", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_init_that_is_not_in_the_image_is_said()
    {
        _repo.Write("state.yaml", "name: web\ninit: [/sbin/nothing]\n");
        _repo.Commit("no init");
        var said = new List<string>();
        await _host.Builder.BuildAsync(StateRepo.Open(_repo.Path), new(), said.Add, cancel: TestContext.Current.CancellationToken);
        Assert.Contains("/sbin/nothing", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_commit_is_built_by_its_name()
    {
        _repo.Run("tag", "v1");
        var first = await BuildAsync();
        _repo.Write("rootfs/new", "x");
        _repo.Commit("more");
        Assert.Equal(first.Id, (await BuildAsync(new() { Reference = "v1" })).Id);
        Assert.NotEqual(first.Id, (await BuildAsync()).Id);
        await Assert.ThrowsAsync<ReferenceNotFoundException>(() => BuildAsync(new() { Reference = "nowhere" }));
    }

    [Fact]
    public async Task The_newest_image_is_the_last_that_was_built_whenever_it_was_written()
    {
        _repo.Run("tag", "v1");
        var first = await BuildAsync();
        _repo.Write("rootfs/new", "x");
        _repo.Commit("more");
        var second = await BuildAsync();
        Assert.Equal(second.Id, _host.Images.FindOne("web").Id);

        await BuildAsync(new() { Reference = "v1" });

        Assert.Equal(first.Id, _host.Images.FindOne("web").Id);
    }

    [Fact]
    public async Task Force_writes_the_same_bytes_again()
    {
        var first = await BuildAsync();
        File.WriteAllText(first.Layers[0].Path, "damaged");
        var second = await BuildAsync(new() { Force = true });
        Assert.False(second.Cached);
        Assert.Equal((first.Id, first.Sha256), (second.Id, second.Sha256));
        Assert.Equal(first.SizeBytes, new FileInfo(first.Layers[0].Path).Length);
    }

    [Theory]
    [InlineData("layer", "")]
    [InlineData("image.json", "")]
    [InlineData("image.json", "{}")]
    [InlineData("image.json", "null")]
    [InlineData("image.json", "{\"format\":1,\"id\":\"ID\",\"commit\":\"\",\"sha256\":\"\",\"sizeBytes\":1,\"createdUtc\":\"2020-01-01T00:00:00Z\",\"definition\":null}")]
    [InlineData("image.json", "{\"format\":99}")]
    [InlineData("image.json", "{\"format\":2,\"id\":\"ID\",\"commit\":\"\",\"sha256\":\"\",\"sizeBytes\":1,\"createdUtc\":\"2020-01-01T00:00:00Z\",\"layers\":[{\"id\":\"..\",\"sha256\":\"\",\"sizeBytes\":1}],\"definition\":{}}")]
    [InlineData("image.json", null)]
    [InlineData("layer", null)]
    public async Task A_damaged_image_is_built_again(string file, string? content)
    {
        var first = await BuildAsync();
        var path = file == "layer" ? first.Layers[0].Path : Path.Combine(_host.Home, "images", first.Id, file);
        File.Delete(path);
        if (content is not null)
        {
            File.WriteAllText(path, content.Replace("ID", first.Id, StringComparison.Ordinal));
        }
        Assert.NotNull(_host.Images.List());
        var second = await BuildAsync();
        Assert.False(second.Cached);
        Assert.Equal((first.Id, first.Sha256), (second.Id, second.Sha256));
        Assert.Single(_host.Images.List());
        Assert.True((await BuildAsync()).Cached);
    }

    [Fact]
    public async Task Two_builds_at_once_agree()
    {
        var images = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => BuildAsync(new() { Force = true }))));
        Assert.Single(images.Select(image => (image.Id, image.Sha256)).Distinct());
        Assert.Single(_host.Images.List());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_host.Home, "work")));
    }

    [Fact]
    public async Task The_lock_of_a_reference_that_a_killed_build_left_is_taken_away()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_repo.Path, ".git", "refs", "containerstate", "images"));
        var left = Path.Combine(folder.FullName, _repo.Head + ".lock");
        File.WriteAllText(left, "");
        Assert.Equal((await BuildAsync()).Id, _host.Images.List().Single().Id);
        Assert.False(File.Exists(left));
    }

    [Fact]
    public async Task An_ssh_server_is_refused_unless_it_is_allowed()
    {
        _repo.Write("rootfs/usr/sbin/sshd", "x");
        _repo.Run("add", "--all");
        _repo.Run("update-index", "--chmod=+x", "rootfs/usr/sbin/sshd");
        _repo.Run("commit", "--quiet", "--message", "ssh");
        _repo.Run("checkout", "--", ".");
        await Refused.WithAsync(ErrorId.SshServerInImage, () => BuildAsync());
        Assert.Empty(_host.Images.List());
        Assert.False((await BuildAsync(new() { AllowSsh = true })).Cached);
        await Refused.WithAsync(ErrorId.SshServerInImage, () => BuildAsync());
        Assert.True((await BuildAsync(new() { AllowSsh = true })).Cached);
    }

    [Fact]
    public async Task A_cancelled_build_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _host.Builder.BuildAsync(StateRepo.Open(_repo.Path), new(), cancel: stop.Token));
        Assert.Empty(_host.Images.List());
        Assert.False((await BuildAsync()).Cached);
    }

    [Fact]
    public async Task Images_are_found_by_the_beginning_of_their_id_and_removed_when_unused()
    {
        var image = await BuildAsync();
        Assert.Equal(image.Id, _host.Images.Get(image.Id[..6]).Id);
        Assert.Equal(image.Id, _host.Images.Get(image.Id).Id);
        Assert.Single(_host.Images.List("w*"));
        Assert.Empty(_host.Images.List("x*"));
        Assert.All((string[])["", image.Id[..3], "../images", "zzzz", new string('1', 40)], id => Refused.With(ErrorId.ImageNotFound, () => _host.Images.Get(id)));
        Assert.Contains("in use by web-1.", (await Refused.WithAsync(ErrorId.ImageInUse, () => _host.Images.RemoveAsync(image, ["web-1"]))).Problem, StringComparison.Ordinal);
        Assert.True(File.Exists(image.Layers[0].Path));
        await _host.Images.RemoveAsync(image, [], TestContext.Current.CancellationToken);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_host.Home, "layers"), "*.squashfs*"));
        Assert.Empty(_host.Images.List());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_host.Home, "images")));
        await Refused.WithAsync(ErrorId.ImageNotFound, () => _host.Images.RemoveAsync(image, []));
        Assert.Null(_host.Builder.Find(StateRepo.Open(_repo.Path)));
        Assert.Equal(image.Sha256, (await BuildAsync()).Sha256);
    }

    private Task<ServerImage> BuildAsync(BuildOptions? options = null) => _host.Builder.BuildAsync(StateRepo.Open(_repo.Path), options ?? new(), cancel: TestContext.Current.CancellationToken);
}
