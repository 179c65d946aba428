using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Builds;

public sealed class ExchangedFileTests : IDisposable
{
    private readonly TestHost _host = new();
    private readonly TempFolder _temp = new();
    private readonly TestRepo _repo;

    public ExchangedFileTests() => _repo = TestRepo.MakeState(_temp.At("web"));

    public void Dispose()
    {
        _temp.Dispose();
        _host.Dispose();
    }

    public static TheoryData<string> Ways => ["exchange", "write into it", "keep the time", "garbage", "remove"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_exchanged_image_is_refused_and_the_next_build_mends_it(string way)
    {
        var image = await BuildAsync();
        _host.Images.RequireWhole(image);
        Damage(image.Layers[0].Path, way);

        Assert.Contains(image.Id, Refused.With(ErrorId.ImageDamaged, () => _host.Images.RequireWhole(image)).Problem, StringComparison.Ordinal);
        Assert.False((await BuildAsync()).Cached);
        _host.Images.RequireWhole(image);
        Assert.True((await BuildAsync()).Cached);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_exchanged_layer_is_made_again(string way)
    {
        using var store = GitStore.Open(_repo.Path);
        var file = await EnsureAsync(store);
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Damage(file, way);

        Assert.Equal(file, await EnsureAsync(store));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_layer_without_a_digest_is_made_again()
    {
        using var store = GitStore.Open(_repo.Path);
        var file = await EnsureAsync(store);
        File.Delete(file + LayerStore.DigestSuffix);
        await File.WriteAllTextAsync(file, "by an older version", TestContext.Current.CancellationToken);
        await EnsureAsync(store);
        Assert.NotEqual(19, new FileInfo(file).Length);
        Assert.True(File.Exists(file + LayerStore.DigestSuffix));
    }

    [Fact]
    public async Task A_file_that_is_as_it_was_is_not_read_again()
    {
        var file = (await BuildAsync()).Layers[0].Path;
        // A false digest, remembered for this very file, is believed: so nothing was read.
        _host.Content.Remember(file, new string('0', 64));
        Assert.True(_host.Content.Is(file, new string('0', 64)));
        // Touched, it is read.
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        Assert.False(_host.Content.Is(file, new string('0', 64)));
    }

    [Fact]
    public async Task A_file_that_others_can_write_is_read_every_time()
    {
        var file = (await BuildAsync()).Layers[0].Path;
        File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.OtherWrite);
        _host.Content.Remember(file, new string('0', 64));
        Assert.False(_host.Content.Is(file, new string('0', 64)));
    }

    private static void Damage(string file, string way)
    {
        var bytes = File.ReadAllBytes(file);
        var time = File.GetLastWriteTimeUtc(file);
        bytes[200] ^= 1;
        switch (way)
        {
            case "exchange":
                File.WriteAllBytes(file + ".other", bytes);
                File.Move(file + ".other", file, overwrite: true);
                break;
            case "garbage":
                File.WriteAllBytes(file, new byte[bytes.Length]);
                break;
            case "remove":
                File.Delete(file);
                return;
            default:
                File.WriteAllBytes(file, bytes);
                break;
        }
        if (way == "keep the time")
        {
            File.SetLastWriteTimeUtc(file, time);
        }
    }

    private async Task<string> EnsureAsync(GitStore store) =>
        (await _host.Layers.EnsureAsync(store, new LayerTree(_repo.Run("rev-parse", "HEAD:rootfs")), "x", force: false, null, TestContext.Current.CancellationToken)).Path;

    private Task<ServerImage> BuildAsync() => _host.Builder.BuildAsync(StateRepo.Open(_repo.Path), new(), cancel: TestContext.Current.CancellationToken);
}
