using ContainerState.Builds;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Builds;

public sealed class SharedLayerTests : IDisposable
{
    private readonly TestHost _host = new();
    private readonly TempFolder _temp = new();
    private readonly TestRepo _repo;

    public SharedLayerTests() => _repo = TestRepo.MakeState(_temp.At("web"));

    public void Dispose()
    {
        _temp.Dispose();
        _host.Dispose();
    }

    [Fact]
    public async Task A_component_that_grows_past_8_MiB_becomes_a_layer_that_images_share()
    {
        var bytes = new byte[4 << 20];
        Random.Shared.NextBytes(bytes);
        foreach (var name in (string[])["one", "two"])
        {
            _repo.Write($"big/{name}", Convert.ToBase64String(bytes)[..(4 << 20)]);
            _repo.Write("components/big.yaml", "source: big\nto: /opt\n");
            _repo.Commit(name);
            Assert.Equal(name == "one" ? 1 : 2, (await BuildAsync()).Layers.Count);
        }
        _repo.Write("rootfs/etc/motd", "another line\n");
        _repo.Commit("line");

        var image = await BuildAsync();
        var list = _host.Images.List();
        Assert.Equal(list[0].Layers[0], list[1].Layers[0]);
        Assert.Equal((image.Id, image.Layers[1].SizeBytes), (list[0].Id, list[0].OwnBytes));
        await _host.Images.RemoveAsync(list[1], [], TestContext.Current.CancellationToken);
        _host.Images.RequireWhole(image);
        Assert.False(File.Exists(list[1].Layers[1].Path));
    }

    [Fact]
    public async Task A_layer_that_is_written_anew_is_right_for_all_images_that_have_it()
    {
        _repo.Write("big/one", new string('x', 9 << 20));
        _repo.Write("components/big.yaml", "source: big\nto: /opt\n");
        _repo.Commit("big");
        var first = await BuildAsync();
        // As if another version of tar2sqfs had written it then.
        var record = Path.Combine(_host.Host.Images, first.Id, "image.json");
        var text = await File.ReadAllTextAsync(record, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(record, text.Replace(first.Layers[0].Sha256, new string('0', 64), StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Refused.With(ErrorId.ImageDamaged, () => _host.Images.RequireWhole(_host.Images.Get(first.Id)));
        _repo.Write("rootfs/etc/motd", "another line\n");
        _repo.Commit("line");

        await BuildAsync(new() { Force = true });

        _host.Images.RequireWhole(_host.Images.Get(first.Id));
        Assert.Equal(first.Sha256, _host.Images.Get(first.Id).Sha256);
    }

    [Fact]
    public async Task Builds_that_write_one_layer_at_once_agree()
    {
        _repo.Write("big/one", new string('x', 9 << 20));
        _repo.Write("components/big.yaml", "source: big\nto: /opt\n");
        var commits = Enumerable.Range(0, 4).Select(number =>
        {
            _repo.Write("rootfs/etc/motd", $"{number}\n");
            return _repo.Commit("line");
        }).ToList();

        var images = await Task.WhenAll(commits.Select(commit => Task.Run(() => BuildAsync(new() { Reference = commit }))));

        Assert.Single(images.Select(image => image.Layers[0]).Distinct());
        Assert.Equal(4, images.Select(image => image.Layers[1].Id).Distinct().Count());
        Assert.All(images, _host.Images.RequireWhole);
    }

    private Task<ServerImage> BuildAsync(BuildOptions? options = null) => _host.Builder.BuildAsync(StateRepo.Open(_repo.Path), options ?? new(), cancel: TestContext.Current.CancellationToken);
}
