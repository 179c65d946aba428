using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Volumes;

namespace ContainerState.Core.Tests.Volumes;

public sealed class VolumeStoreTests : IDisposable
{
    private readonly TestHost _host = new();

    public void Dispose() => _host.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string[] Files() => Directory.GetFiles(_host.Host.Volumes, "*", SearchOption.AllDirectories);

    private VolumeStore Store => new(_host.Host);

    [Fact]
    public async Task A_volume_is_there_until_it_is_removed_and_takes_little_of_the_disk()
    {
        await MakeAsync("data", 64L << 20);

        var volume = Assert.Single(Store.List());
        Assert.Equal(("data", 64L << 20, false, "postgres"), (volume.Name, volume.SizeBytes, volume.Shared, volume.Owner));
        Assert.InRange(volume.DiskBytes, 1, 32L << 20);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(volume.Path));

        Store.Remove("data");
        Assert.Empty(Store.List());
        Assert.Equal([], Files());
    }

    [Fact]
    public async Task What_a_killed_removal_left_goes()
    {
        await MakeAsync("data", 16L << 20);
        Directory.Move(Path.Combine(_host.Host.Volumes, "data"), Path.Combine(_host.Host.Volumes, ".gone-data"));

        Store.RemoveGone();

        Assert.Equal([], Files());
    }

    [Fact]
    public async Task A_second_of_one_name_is_refused_and_the_first_stays()
    {
        await MakeAsync("data", 16L << 20);

        var fault = await Assert.ThrowsAsync<ContainerStateException>(() => MakeAsync("data", 32L << 20));

        Assert.Equal(ErrorId.VolumeExists, fault.ErrorId);
        Assert.Equal(16L << 20, Store.Get("data").SizeBytes);
        Assert.Equal(["data.ext4", "volume.json"], Files().Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"format\": 1, \"name\": \"other\", \"sizeBytes\": 1, \"shared\": false, \"owner\": \"\", \"createdUtc\": \"2026-01-01T00:00:00Z\"}")]
    [InlineData("{\"format\": 1, \"name\": \"data\", \"sizeBytes\": 1, \"shared\": false, \"owner\": \"a b\", \"createdUtc\": \"2026-01-01T00:00:00Z\"}")]
    [InlineData("{\"format\": 2, \"name\": \"data\", \"sizeBytes\": 1, \"shared\": false, \"owner\": \"\", \"createdUtc\": \"2026-01-01T00:00:00Z\"}")]
    public async Task A_damaged_record_is_told_and_its_data_left(string record)
    {
        await MakeAsync("data", 16L << 20);
        File.WriteAllText(Path.Combine(_host.Host.Volumes, "data/volume.json"), record);

        Assert.Equal(ErrorId.VolumeDamaged, Assert.Throws<ContainerStateException>(() => Store.Get("data")).ErrorId);
        Assert.True(Assert.Single(Store.List()).Damaged);
        Assert.True(File.Exists(Store.DataOf("data")));
        Store.Remove("data");
        Assert.Empty(Store.List());
    }

    [Fact]
    public void One_that_is_not_there_is_told()
    {
        Assert.Empty(Store.List());
        Assert.Equal(ErrorId.VolumeNotFound, Assert.Throws<ContainerStateException>(() => Store.Get("data")).ErrorId);
        Assert.Throws<InvalidNameException>(() => Store.Find("../data"));
    }

    private Task MakeAsync(string name, long size) => Store.CreateAsync(new(VolumeRecord.CurrentFormat, name, size, false, "postgres", DateTime.UtcNow), Cancel);
}
