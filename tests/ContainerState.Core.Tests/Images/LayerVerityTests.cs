using System.Text.Json.Nodes;
using ContainerState.Builds;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Platform;
using ContainerState.Proofs;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Images;

public sealed class LayerVerityTests : IDisposable
{
    private readonly TestHost _host = new();
    private readonly TempFolder _temp = new();
    private readonly TestRepo _repo;

    public LayerVerityTests()
    {
        _repo = TestRepo.MakeState(_temp.At("web"));
        _host.Verity.IsThere = true;
    }

    public void Dispose()
    {
        _temp.Dispose();
        _host.Dispose();
    }

    [Fact]
    public async Task A_written_layer_has_verity_and_its_digest_is_in_the_record()
    {
        var image = await BuildAsync();
        var layer = Assert.Single(image.Layers);
        Assert.Equal(64, layer.Verity!.Length);
        Assert.Equal(_host.Verity.Measure(layer.Path), layer.Verity);
        Assert.Equal(image.Layers, _host.Images.Get(image.Id).Layers);
        Assert.True((await BuildAsync()).Cached);

        // One more image that has the layer gets what is beside its file.
        await _host.Images.RemoveAsync(await BuildOtherAsync(), [], TestContext.Current.CancellationToken);
        Assert.Equal(layer.Verity, Assert.Single((await BuildAsync()).Layers).Verity);
    }

    [Fact]
    public async Task Where_there_is_no_verity_a_layer_is_as_it_was()
    {
        _host.Verity.IsThere = false;
        var image = await BuildAsync();
        Assert.Null(Assert.Single(image.Layers).Verity);
        _host.Images.RequireWhole(image);
        Damage(image);
        Refused.With(ErrorId.ImageDamaged, () => _host.Images.RequireWhole(image));
    }

    [Fact]
    public async Task A_layer_with_verity_is_not_read_at_its_first_use_after_a_boot()
    {
        var image = await BuildAsync();
        Boot();
        // Below the kernel, which would say so to whoever reads it.
        Damage(image);
        _host.Images.RequireWhole(image);
        Assert.True((await BuildAsync()).Cached);
    }

    [Fact]
    public async Task What_a_test_finds_damaged_is_refused_and_written_again()
    {
        var image = await BuildAsync();
        Damage(image);
        var test = await TestAsync(image);
        Assert.False(test.Passed);
        Assert.Equal("damaged", Assert.Single(test.Differences).What);

        Refused.With(ErrorId.ImageDamaged, () => _host.Images.RequireWhole(image));
        Assert.False((await BuildAsync()).Cached);
        _host.Images.RequireWhole(image);
        Assert.True((await TestAsync(image)).Passed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Damage_that_no_time_of_the_file_shows_is_mended_once_found(bool isThere)
    {
        _host.Verity.IsThere = isThere;
        var image = await BuildAsync();
        var file = image.Layers[0].Path;
        Damage(image);
        // As if the disk had lost it: nothing that the kernel says of the file is new.
        _host.Content.Remember(file, image.Layers[0].Sha256);
        Assert.True((await BuildAsync()).Cached);

        Assert.False((await TestAsync(image)).Passed);

        Assert.False((await BuildAsync()).Cached);
        Assert.True((await TestAsync(image)).Passed);
    }

    [Fact]
    public async Task A_file_with_another_digest_is_damaged_and_the_next_build_mends_it()
    {
        var image = await BuildAsync();
        var file = image.Layers[0].Path;
        Copy(file, 1);
        Assert.True(_host.Verity.TryEnable(file));

        Assert.Contains("fs-verity", Refused.With(ErrorId.ImageDamaged, () => _host.Images.RequireWhole(image)).Problem, StringComparison.Ordinal);
        Assert.False((await BuildAsync()).Cached);
        _host.Images.RequireWhole(image);
        Assert.Equal(image.Layers[0].Verity, _host.Verity.Measure(file));
    }

    [Fact]
    public async Task A_test_says_so_of_a_file_that_only_verity_says_is_another()
    {
        var image = await BuildAsync();
        var record = Path.Combine(_host.Host.Images, image.Id, "image.json");
        var other = new string('0', 64);
        await File.WriteAllTextAsync(record, (await File.ReadAllTextAsync(record, TestContext.Current.CancellationToken)).Replace(image.Layers[0].Verity!, other, StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var difference = Assert.Single((await TestAsync(image)).Differences);
        Assert.Contains($"fs-verity {other}", difference.First, StringComparison.Ordinal);
        Assert.Contains($"fs-verity {image.Layers[0].Verity}", difference.Second, StringComparison.Ordinal);
        Refused.With(ErrorId.ImageDamaged, () => _host.Images.RequireWhole(_host.Images.Get(image.Id)));
    }

    [Fact]
    public async Task A_copied_store_gets_verity_again_when_it_is_used()
    {
        var image = await BuildAsync();
        var file = image.Layers[0].Path;
        Copy(file, 0);
        Assert.True((await TestAsync(image)).Passed);
        Assert.Null(_host.Verity.Measure(file));

        _host.Images.RequireWhole(image);
        Assert.Equal(image.Layers[0].Verity, _host.Verity.Measure(file));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_copy_with_other_bytes_is_refused_with_verity_and_without(bool isThere)
    {
        var image = await BuildAsync();
        Copy(image.Layers[0].Path, 1);
        _host.Verity.IsThere = isThere;

        Refused.With(ErrorId.ImageDamaged, () => _host.Images.RequireWhole(image));
        Assert.False((await TestAsync(image)).Passed);
        Assert.False((await BuildAsync()).Cached);
        Assert.Equal(isThere, _host.Images.Get(image.Id).Layers[0].Verity is not null);
    }

    [Fact]
    public async Task A_copied_store_works_on_a_host_without_verity()
    {
        var image = await BuildAsync();
        Copy(image.Layers[0].Path, 0);
        _host.Verity.IsThere = false;

        _host.Images.RequireWhole(image);
        Assert.True((await BuildAsync()).Cached);
        Assert.True((await TestAsync(image)).Passed);
        Damage(image);
        Refused.With(ErrorId.ImageDamaged, () => _host.Images.RequireWhole(image));
    }

    [Fact]
    public async Task A_disk_without_space_for_the_digests_is_a_full_disk()
    {
        var image = await BuildAsync();
        Copy(image.Layers[0].Path, 0);
        _host.Verity.Fault = new IOException("No space left on device", 28);
        await Assert.ThrowsAsync<DiskFullException>(() => BuildAsync(new() { Force = true }));

        _host.Verity.Fault = null;
        Assert.True((await BuildAsync()).Cached);
    }

    [Fact]
    public async Task A_file_that_the_kernel_cannot_read_is_damaged()
    {
        var image = await BuildAsync();
        _host.Verity.Fault = new IOException("Input/output error", 5);
        Refused.With(ErrorId.ImageDamaged, () => _host.Images.RequireWhole(image));
        Assert.Contains("cannot be read", Assert.Single((await TestAsync(image)).Differences).Second, StringComparison.Ordinal);

        _host.Verity.Fault = null;
        Assert.False((await BuildAsync()).Cached);
        _host.Images.RequireWhole(image);
    }

    [Fact]
    public async Task A_record_without_a_digest_is_read_and_gets_one_with_the_layer()
    {
        var image = await BuildAsync();
        var record = Path.Combine(_host.Host.Images, image.Id, "image.json");
        var json = JsonNode.Parse(await File.ReadAllTextAsync(record, TestContext.Current.CancellationToken))!;
        Assert.True(json["layers"]![0]!.AsObject().Remove("verity"));
        await File.WriteAllTextAsync(record, json.ToJsonString(), TestContext.Current.CancellationToken);
        var old = _host.Images.Get(image.Id);
        Assert.Equal(image.Layers[0] with { Verity = null }, Assert.Single(old.Layers));
        _host.Images.RequireWhole(old);
        Boot();
        _host.Images.RequireWhole(old);

        // By another image that has the layer.
        await BuildOtherAsync(new() { Force = true });
        Assert.Equal(image.Layers, _host.Images.Get(image.Id).Layers);
    }

    [Fact]
    public async Task A_layer_of_a_version_without_verity_is_known()
    {
        _host.Verity.IsThere = false;
        var image = await BuildAsync();
        Assert.Equal($"{image.Layers[0].Sha256} times from 1980", await File.ReadAllTextAsync(image.Layers[0].Path + LayerStore.DigestSuffix, TestContext.Current.CancellationToken));
        _host.Verity.IsThere = true;
        var written = FileStatus.Of(image.Layers[0].Path).Inode;

        Assert.Equal(image.Layers, (await BuildOtherAsync()).Layers);
        Assert.Equal(written, FileStatus.Of(image.Layers[0].Path).Inode);
    }

    // Nothing that was remembered outlives a boot.
    private void Boot() => Directory.Delete(_host.Host.Checked, recursive: true);

    private static void Damage(ServerImage image)
    {
        var bytes = File.ReadAllBytes(image.Layers[0].Path);
        bytes[200] ^= 1;
        File.WriteAllBytes(image.Layers[0].Path, bytes);
    }

    private static void Copy(string file, byte change)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[200] ^= change;
        File.WriteAllBytes(file + ".copy", bytes);
        File.Move(file + ".copy", file, overwrite: true);
    }

    private Task<ServerImageTestResult> TestAsync(ServerImage image) => new ImageProof(_host.Host).CheckAsync(image, cancel: TestContext.Current.CancellationToken);

    // The same files, and another image: what is not placed says another port.
    private Task<ServerImage> BuildOtherAsync(BuildOptions? options = null)
    {
        _repo.Write("state.yaml", "name: web\ninit: [/bin/init]\nports: [80]\n");
        _repo.Commit("port");
        return BuildAsync(options);
    }

    private Task<ServerImage> BuildAsync(BuildOptions? options = null) =>
        _host.Builder.BuildAsync(StateRepo.Open(_repo.Path), options ?? new(), cancel: TestContext.Current.CancellationToken);
}
