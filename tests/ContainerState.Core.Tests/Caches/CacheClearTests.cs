using ContainerState.Builds;
using ContainerState.Caches;
using ContainerState.Core.Tests.Support;
using ContainerState.Repositories;
using static ContainerState.Core.Tests.Caches.CacheWorld;

namespace ContainerState.Core.Tests.Caches;

public sealed class CacheClearTests : IDisposable
{
    private readonly CacheWorld _world = new();

    private TestRepo Repo => _world.Repo;

    private string Uses => Path.Combine(Repo.Path, ".git/containerstate/uses");

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task What_was_not_used_for_long_goes_and_what_a_branch_uses_stays()
    {
        var older = await MakeResultsAsync(Repo);
        Change("lib", "make lib 2");
        var middle = await MakeResultsAsync(Repo);
        Repo.Run("branch", "release");
        Change("lib", "make lib 3");
        var newest = await MakeResultsAsync(Repo);
        foreach (var key in (string[])[.. older.Values, .. middle.Values, .. newest.Values])
        {
            Age(key, 40);
        }
        Assert.Equal(older.Values.Order(), (await ClearAsync(new())).Select(item => item.Name).Order());
        Assert.Equal([.. middle.Values.Concat(newest.Values).Order()], Keys());
        Assert.Equal(Keys(), Directory.EnumerateFiles(Uses).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));

        Repo.Run("branch", "-D", "release");
        Assert.Empty(await ClearAsync(new() { OlderThanDays = 41 }));
        Assert.Equal(middle.Values.Order(), (await ClearAsync(new() { OlderThanDays = 39 })).Select(item => item.Name).Order());
        Assert.Equal([.. newest.Values.Order()], Keys());
        Assert.Equal(2, (await ClearAsync(new() { All = true })).Count);
        Assert.Empty(Keys());
    }

    [Fact]
    public async Task A_result_whose_use_nobody_noted_counts_from_now()
    {
        var keys = await MakeResultsAsync(Repo);
        Directory.Delete(Uses, recursive: true);
        Assert.Empty(await ClearAsync(new() { All = true, WhatIf = true }));
        Assert.False(Directory.Exists(Uses));
        Assert.Empty(await ClearAsync(new() { All = true, OlderThanDays = 1 }));
        Assert.Equal([.. keys.Values.Order()], Directory.EnumerateFiles(Uses).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        Age(keys["app"], 2);
        Assert.Equal([keys["app"]], (await ClearAsync(new() { All = true, OlderThanDays = 1 })).Select(item => item.Name));
    }

    [Fact]
    public async Task Over_the_size_the_least_recently_used_goes_first()
    {
        // Random bytes: Git cannot make them smaller.
        var made = Enumerable.Range(0, 3).Select(i => (Key: new string((char)('a' + i), 64), Content: Random(1 << 20))).ToList();
        for (var i = 0; i < made.Count; i++)
        {
            Repo.Run("update-ref", BuildResults.References + made[i].Key, Repo.CommitTree(Repo.RawTree(("100644", "x", Repo.Blob(made[i].Content)))));
            Age(made[i].Key, i + 1);
        }
        var stale = await FindAsync(new() { MaximumSizeMiB = 1 });
        Assert.Equal([made[2].Key, made[1].Key, made[0].Key], stale.Select(item => item.Name));
        Assert.All(stale, item => Assert.InRange(item.SizeBytes, 1 << 20, (1 << 20) + 2000));
        Assert.Equal([made[2].Key, made[1].Key], (await FindAsync(new() { MaximumSizeMiB = 2 })).Select(item => item.Name));
        Assert.Equal([made[2].Key], (await FindAsync(new() { MaximumSizeMiB = 3 })).Select(item => item.Name));
        Assert.Empty(await FindAsync(new() { MaximumSizeMiB = 4 }));
        // Both together: what is too old goes, and what is too much.
        Assert.Equal([made[2].Key, made[1].Key], (await FindAsync(new() { MaximumSizeMiB = 3, OlderThanDays = 1, })).Select(item => item.Name).Take(2));
    }

    [Fact]
    public async Task What_two_results_share_is_counted_with_the_one_that_was_used_later()
    {
        var tree = Repo.RawTree(("100644", "x", Repo.Blob(Random(1 << 20))));
        Repo.Run("update-ref", BuildResults.References + new string('a', 64), Repo.CommitTree(tree));
        Repo.Run("update-ref", BuildResults.References + new string('b', 64), Repo.CommitTree(Repo.RawTree(("40000", "below", tree))));
        Age(new string('a', 64), 1);
        Age(new string('b', 64), 2);
        var sizes = (await FindAsync(new() { OlderThanDays = 0 })).ToDictionary(item => item.Name[0], item => item.SizeBytes);
        Assert.InRange(sizes['a'], 1 << 20, (1 << 20) + 2000);
        Assert.InRange(sizes['b'], 1, 2000);
    }

    [Fact]
    public async Task Layers_and_logs_go_by_age_but_a_layer_about_to_be_mounted_stays()
    {
        var layers = Directory.CreateDirectory(Path.Combine(_world.Home, "layers")).FullName;
        var logs = Directory.CreateDirectory(Path.Combine(_world.Home, "logs")).FullName;
        var keys = await MakeResultsAsync(Repo);
        foreach (var (file, hours) in ((string, double)[])[("layers/old.squashfs", 50), ("layers/new.squashfs", 0.5), ("logs/new.log", 0.5), ($"logs/{keys["lib"]}.log", 50), ("layers/other", 50)])
        {
            File.WriteAllText(Path.Combine(_world.Home, file), "text");
            File.SetLastWriteTimeUtc(Path.Combine(_world.Home, file), DateTime.UtcNow.AddHours(-hours));
        }
        Assert.Equal(
            [(CacheItemKind.Layer, "old", "", 4L), (CacheItemKind.Log, keys["lib"], "lib", 4L)],
            (await ClearAsync(new() { OlderThanDays = 1 })).Select(item => (item.Kind, item.Name, item.Component, item.SizeBytes)).Order());
        Assert.Equal(["new"], (await ClearAsync(new() { OlderThanDays = 0 })).Select(item => item.Name));
        Assert.Equal(["new.squashfs", "other"], Directory.EnumerateFiles(layers).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        Assert.Empty(Directory.EnumerateFiles(logs));
    }

    [Fact]
    public async Task A_server_of_a_commit_that_is_gone_is_forgotten()
    {
        await MakeResultsAsync(Repo);
        var gone = new string('1', 40);
        Repo.Run("update-ref", "refs/containerstate/images/" + gone, "HEAD^{tree}");
        Repo.Run("update-ref", "refs/containerstate/images/" + Repo.Head, "HEAD^{tree}");
        Assert.Equal([(CacheItemKind.Image, gone)], (await ClearAsync(new())).Select(item => (item.Kind, item.Name)));
        Assert.EndsWith(Repo.Head, Repo.Run("for-each-ref", "refs/containerstate/images"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_used_since_it_was_found_stays()
    {
        var keys = await MakeResultsAsync(Repo);
        Age(keys["lib"], 40);
        var item = Assert.Single(await FindAsync(new() { All = true }));
        Age(keys["lib"], 0);
        Assert.False(await _world.Host.Cache.RemoveAsync(item, TestContext.Current.CancellationToken));
        Assert.Contains(keys["lib"], Keys());
        File.SetLastWriteTimeUtc(Path.Combine(Uses, keys["lib"]), item.LastUsedUtc);
        Assert.True(await _world.Host.Cache.RemoveAsync(item, TestContext.Current.CancellationToken));
        Assert.False(await _world.Host.Cache.RemoveAsync(item, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_branch_that_cannot_be_planned_is_said()
    {
        var keys = await MakeResultsAsync(Repo);
        Repo.Run("branch", "broken");
        Repo.Run("checkout", "--quiet", "broken");
        Repo.Write("components/lib.yaml", "source: nowhere\n");
        Repo.Commit("break");
        Repo.Run("checkout", "--quiet", "main");
        Age(keys["lib"], 40);
        var said = new List<string>();
        Assert.Empty(await _world.Host.Cache.FindStaleAsync(StateRepo.Open(Repo.Path), new(), said.Add, cancel: TestContext.Current.CancellationToken));
        Assert.Contains("refs/heads/broken", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gits_own_collection_keeps_every_build_and_image_that_is_left()
    {
        var older = await MakeResultsAsync(Repo);
        var lost = Repo.Run("rev-parse", BuildResults.References + older["lib"] + ":lib");
        Change("lib", "make lib 2");
        await MakeResultsAsync(Repo);
        var first = await _world.Host.Builder.BuildAsync(StateRepo.Open(Repo.Path), new(), cancel: TestContext.Current.CancellationToken);
        Age(older["lib"], 40);
        Assert.Equal([older["lib"]], (await ClearAsync(new())).Select(item => item.Name));
        Repo.Run("gc", "--quiet", "--prune=now");
        Assert.False(Has(Repo, lost));
        Assert.Equal("", Repo.Run("fsck", "--strict", "--no-dangling"));
        Assert.Equal(first.Id, Repo.Run("rev-parse", "refs/containerstate/images/" + Repo.Head));
        Directory.Delete(_world.Home, recursive: true);
        var second = await _world.Host.Builder.BuildAsync(StateRepo.Open(Repo.Path), new(), cancel: TestContext.Current.CancellationToken);
        Assert.Equal((first.Id, first.Sha256, false), (second.Id, second.Sha256, second.Cached));
        Assert.Empty(_world.Stored("logs"));
    }

    private static byte[] Random(int length)
    {
        var bytes = new byte[length];
        System.Security.Cryptography.RandomNumberGenerator.Fill(bytes);
        return bytes;
    }

    private void Change(string component, string build)
    {
        Repo.Write($"components/{component}.yaml", $"source: src\nbuild: {build}\ntoolchain: toolchain\n");
        Repo.Commit("change");
    }

    private void Age(string key, int days)
    {
        Directory.CreateDirectory(Uses);
        File.WriteAllText(Path.Combine(Uses, key), "");
        File.SetLastWriteTimeUtc(Path.Combine(Uses, key), DateTime.UtcNow.AddDays(-days));
    }

    private string[] Keys() => [.. Repo.Run("for-each-ref", "--format=%(refname)", BuildResults.References)
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(name => name[BuildResults.References.Length..]).Order(StringComparer.Ordinal)];

    private Task<IReadOnlyList<CacheItem>> FindAsync(ClearOptions options) =>
        _world.Host.Cache.FindStaleAsync(StateRepo.Open(Repo.Path), options, cancel: TestContext.Current.CancellationToken);

    private async Task<IReadOnlyList<CacheItem>> ClearAsync(ClearOptions options)
    {
        var removed = new List<CacheItem>();
        foreach (var item in await FindAsync(options))
        {
            if (!options.WhatIf && await _world.Host.Cache.RemoveAsync(item, TestContext.Current.CancellationToken))
            {
                removed.Add(item);
            }
        }
        return removed;
    }
}
