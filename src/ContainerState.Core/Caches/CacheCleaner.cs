using ContainerState.Builds;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Images.Formats;
using ContainerState.Imports;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Caches;

/// <summary>Finds what builds keep and need no more.</summary>
internal sealed class CacheCleaner(Host host, StateRepo repository, GitStore store, ClearOptions options, Action<string>? warn, IProgress<StepProgress>? progress)
{
    // A build may have found a layer a moment ago, and be about to mount it.
    private static readonly TimeSpan LayerRest = TimeSpan.FromHours(1);

    private readonly DateTime _now = DateTime.UtcNow;

    /// <inheritdoc cref="StateCache.FindStaleAsync"/>
    public async Task<IReadOnlyList<CacheItem>> FindAsync(CancellationToken cancel)
    {
        var used = options.All ? [] : await UsedAsync(cancel);
        progress?.Report(new StepProgress("Measure", repository.Path));
        var results = await ResultsAsync(cancel);
        var images = await new StoredImages(new(host), repository, store, options).FindAsync(cancel);
        var stays = images.Where(image => !image.MayGo).Select(image => image.Item).ToHashSet();
        var goes = images.Where(image => image.Goes).Select(image => image.Item).ToHashSet();
        var components = results.ToDictionary(item => item.Name, item => item.Component, StringComparer.Ordinal);
        var named = new ImageStore(host).LayersInUse();
        List<CacheItem> all =
        [
            .. results,
            .. images.Select(image => image.Item),
            .. Files(CacheItemKind.Layer, host.Layers, ImageFormats.Stored.Suffix, []).Where(layer => named?.Contains(layer.Name) == false),
            .. Files(CacheItemKind.Log, host.BuildLogs, CacheRemoval.LogSuffix, components),
            .. Files(CacheItemKind.Package, host.Packages, PackageStore.Suffix, []),
            .. Files(CacheItemKind.PackageList, host.PackageLists, PackageLists.Suffix, []),
        ];
        var removable = all
            .Where(item => item.Kind != CacheItemKind.Result || !used.Contains(item.Name))
            .Where(item => !stays.Contains(item))
            .Where(item => item.Kind != CacheItemKind.Layer || _now - item.LastUsedUtc > LayerRest)
            .OrderBy(item => item.LastUsedUtc).ThenBy(item => item.Name, StringComparer.Ordinal)
            .ToList();
        return [.. Images(), .. Stale(removable, goes, all.Sum(item => item.SizeBytes))];
    }

    private IEnumerable<CacheItem> Stale(List<CacheItem> oldestFirst, HashSet<CacheItem> goes, long total)
    {
        var days = options.OlderThanDays ?? (options.MaximumSizeMiB is null ? ClearOptions.UsualDays : null);
        var most = options.MaximumSizeMiB is { } size ? (long)size << 20 : long.MaxValue;
        foreach (var item in oldestFirst)
        {
            if (goes.Contains(item) || (_now - item.LastUsedUtc).TotalDays > days || total > most)
            {
                total -= item.SizeBytes;
                yield return item;
            }
        }
    }

    private async Task<List<CacheItem>> ResultsAsync(CancellationToken cancel)
    {
        var results = BuildResults.All(store)
            .Select(result => (result.Key, result.Commit, Used: LastUse(result.Key)))
            .OrderByDescending(result => result.Used).ThenBy(result => result.Key, StringComparer.Ordinal)
            .ToList();
        var sizes = await CacheSizes.MeasureAsync(store, [.. results.Select(result => result.Commit)], cancel);
        return [.. results.Select((result, i) =>
            new CacheItem(repository, CacheItemKind.Result, result.Key, BuildResults.ComponentOf(store, result.Commit), sizes[i], result.Used))];
    }

    private DateTime LastUse(string key)
    {
        if (BuildUses.LastOf(store, key) is { } used)
        {
            return used;
        }
        // Nobody noted it: it counts from now on.
        if (!options.WhatIf)
        {
            BuildUses.Touch(store, key);
        }
        return BuildUses.LastOf(store, key) ?? _now;
    }

    private IEnumerable<CacheItem> Files(string kind, string folder, string suffix, Dictionary<string, string> components) =>
        new DirectoryInfo(folder) is { Exists: true } found
            ? found.EnumerateFiles("*" + suffix).Select(file => (Name: file.Name[..^suffix.Length], file.Length, file.LastWriteTimeUtc))
                .Select(file => new CacheItem(repository, kind, file.Name, components.GetValueOrDefault(file.Name, ""), file.Length, file.LastWriteTimeUtc))
            : [];

    // A commit that is gone cannot be built any more; its server's tree would stay for ever.
    private IEnumerable<CacheItem> Images() => store.References(ImageBuilder.References)
        .Select(reference => reference.Name[ImageBuilder.References.Length..])
        .Where(commit => CommitId.IsWhole(commit) && !store.HasCommit(commit))
        .Select(commit => new CacheItem(repository, CacheItemKind.Image, commit, "", 0, _now));

    /// <summary>The keys that HEAD and the branches' tips use.</summary>
    private async Task<HashSet<string>> UsedAsync(CancellationToken cancel)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var tips = store.References("refs/heads/").Append((Name: "HEAD", Id: repository.CommitOf(store))).DistinctBy(tip => tip.Id, StringComparer.Ordinal);
        foreach (var (name, tip) in tips.Where(tip => IsServer(tip.Id)))
        {
            progress?.Report(new StepProgress("Plan", name));
            try
            {
                var steps = new KnownSteps(await BuildPlan.MakeAsync(store, CommitContent.Read(store, tip), cancel));
                while (steps.TakeReady() is { Count: > 0 } ready)
                {
                    foreach (var step in ready)
                    {
                        used.Add(step.Key);
                        if (BuildResults.Find(store, step.Key) is { } tree)
                        {
                            steps.Learn(step, tree);
                        }
                    }
                }
            }
            catch (ContainerStateException fault)
            {
                warn?.Invoke($"What {name} uses cannot be told, so nothing is kept for it: {fault.Problem}");
            }
        }
        return used;
    }

    // The branches of imports hold no server.
    private bool IsServer(string commit) => store.Find(store.TreeOf(commit), StateFile.Path) is not null;
}
