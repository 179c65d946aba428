using System.Text.Json.Nodes;
using ContainerState.Caches;
using ContainerState.Core.Tests.Support;
using ContainerState.Repositories;
using ContainerState.Servers;

namespace ContainerState.Core.Tests.Caches;

public sealed class StoredImagesTests : IDisposable
{
    private readonly TestHost _host = new();
    private readonly TempFolder _temp = new();
    private readonly TestRepo _repo;

    public StoredImagesTests() => _repo = TestRepo.MakeState(_temp.At("web"));

    public void Dispose()
    {
        _temp.Dispose();
        _host.Dispose();
    }

    [Fact]
    public async Task The_newest_images_of_a_server_stay_and_old_ones_go()
    {
        var ids = await BuildAsync(50, 45, 40, 35, 31, 20);
        Assert.Equal(ids[..3], await ClearAsync(new()));
        Assert.Equal(ids[3..], Stored());
        Assert.Empty(await ClearAsync(new() { OlderThanDays = 0 }));
    }

    [Fact]
    public async Task A_number_of_images_to_keep_counts_whatever_their_age()
    {
        var ids = await BuildAsync(4, 3, 2, 1, 0);
        Assert.Empty(await ClearAsync(new()));
        Assert.Equal(ids[..3], await ClearAsync(new() { KeepImages = 2 }));
        // The branch's own stays, until all may go.
        Assert.Equal([ids[3]], await ClearAsync(new() { KeepImages = 0 }));
        Assert.Equal([ids[4]], await ClearAsync(new() { KeepImages = 0, All = true }));
        Assert.Empty(Stored());
    }

    [Fact]
    public async Task What_servers_run_from_stays_whatever_is_said()
    {
        var ids = await BuildAsync(50, 45, 40, 35);
        var options = new ClearOptions { KeepImages = 0, All = true, ImagesInUse = [ids[0], ids[2]] };
        Assert.Equal([ids[1], ids[3]], await ClearAsync(options));
        Assert.Equal([ids[0], ids[2]], Stored());
    }

    [Fact]
    public async Task An_image_of_one_file_stays_until_its_commit_has_layers()
    {
        // As a version before layers left it: one file beside the record.
        var made = await _host.Builder.BuildAsync(StateRepo.Open(_repo.Path), new(), cancel: TestContext.Current.CancellationToken);
        var old = new string('e', 40);
        var folder = Directory.CreateDirectory(Path.Combine(_host.Host.Images, old)).FullName;
        File.Copy(made.Layers[0].Path, Path.Combine(folder, "image.squashfs"));
        var record = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_host.Host.Images, made.Id, "image.json"), TestContext.Current.CancellationToken))!;
        (record["format"], record["id"], record["sha256"]) = (1, old, made.Layers[0].Sha256);
        record.AsObject().Remove("layers");
        await File.WriteAllTextAsync(Path.Combine(folder, "image.json"), record.ToJsonString(), TestContext.Current.CancellationToken);
        await _host.Images.RemoveAsync(made, [], TestContext.Current.CancellationToken);

        var read = _host.Images.Get(old);
        _host.Images.RequireWhole(read);
        Assert.Equal((Path.Combine(folder, "image.squashfs"), made.Layers[0].SizeBytes), (Assert.Single(read.Layers).Path, read.SizeBytes));
        Assert.Empty(await ClearAsync(new()));

        Assert.False((await _host.Builder.BuildAsync(StateRepo.Open(_repo.Path), new(), cancel: TestContext.Current.CancellationToken)).Cached);
        Assert.Empty(await ClearAsync(new() { ImagesInUse = [old] }));
        Assert.Equal([old], await ClearAsync(new()));
        Assert.Equal([made.Id], Stored());
    }

    [Fact]
    public async Task What_no_branch_leads_to_goes_and_what_a_tag_leads_to_stays()
    {
        var ids = await BuildAsync(3, 2);
        _repo.Run("tag", "v1");
        _repo.Run("reset", "--quiet", "--hard", "HEAD~1");
        var lost = await BuildAsync(1);
        _repo.Run("reset", "--quiet", "--hard", "HEAD~1");
        var newest = await BuildAsync(0, 0, 0);
        Assert.Equal(lost, await ClearAsync(new()));
        Assert.Equal([.. ids, .. newest], Stored());
    }

    [Fact]
    public async Task Images_of_other_repositories_are_left_alone()
    {
        var ids = await BuildAsync(50, 45, 40, 35);
        var other = TestRepo.MakeState(_temp.At("other"));
        other.Write("rootfs/page", "other");
        other.Commit("other");
        Assert.Empty(await ClearAsync(new() { KeepImages = 0, All = true }, other));
        Assert.Equal(ids, Stored());
    }

    [Fact]
    public async Task Over_the_size_the_oldest_images_go_and_a_dry_run_removes_none()
    {
        var ids = await BuildAsync(5, 4, 3, 2, 1);
        Assert.Equal(ids[..2], (await FindAsync(new() { MaximumSizeMiB = 0, WhatIf = true })).Select(item => item.Name));
        Assert.Equal(ids, Stored());
        Assert.Equal(ids[..2], await ClearAsync(new() { MaximumSizeMiB = 0 }));
    }

    [Fact]
    public async Task An_image_that_was_cleared_away_is_written_again_the_same()
    {
        var ids = await BuildAsync(5, 4);
        Assert.Equal([ids[0]], await ClearAsync(new() { KeepImages = 1 }));
        var again = await _host.Builder.BuildAsync(StateRepo.Open(_repo.Path), new() { Reference = "HEAD~1" }, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(ids[0], again.Id);
    }

    // One commit and image for each age in days.
    private async Task<string[]> BuildAsync(params int[] ages)
    {
        var ids = new List<string>();
        foreach (var age in ages)
        {
            _repo.Write("rootfs/page", Guid.NewGuid().ToString());
            _repo.Commit("page");
            var image = await _host.Builder.BuildAsync(StateRepo.Open(_repo.Path), new(), cancel: TestContext.Current.CancellationToken);
            var file = Path.Combine(_host.Home, "images", image.Id, "image.json");
            var record = JsonNode.Parse(File.ReadAllText(file))!;
            record["createdUtc"] = DateTime.UtcNow.AddDays(-age);
            File.WriteAllText(file, record.ToJsonString());
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-age));
            ids.Add(image.Id);
        }
        return [.. ids];
    }

    // Oldest first.
    private string[] Stored() => [.. _host.Images.List().Reverse().Select(image => image.Id)];

    private Task<IReadOnlyList<CacheItem>> FindAsync(ClearOptions options, TestRepo? repo = null) =>
        _host.Cache.FindStaleAsync(StateRepo.Open((repo ?? _repo).Path), options, cancel: TestContext.Current.CancellationToken);

    private async Task<IReadOnlyList<string>> ClearAsync(ClearOptions options, TestRepo? repo = null)
    {
        var removed = new List<string>();
        foreach (var item in await FindAsync(options, repo))
        {
            Assert.Equal((CacheItemKind.StoredImage, "web"), (item.Kind, item.Component));
            Assert.True(await new HostCache(_host.Host).RemoveAsync(item, TestContext.Current.CancellationToken));
            Assert.False(await new HostCache(_host.Host).RemoveAsync(item, TestContext.Current.CancellationToken));
            removed.Add(item.Name);
        }
        return removed;
    }
}
