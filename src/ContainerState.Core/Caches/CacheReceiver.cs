using ContainerState.Builds;
using ContainerState.Git;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Caches;

/// <summary>Takes build results from a remote.</summary>
/// <remarks>
/// A key is computed here, out of the commit and of the outputs of what is needed. So it goes level by level: once a result
/// is fetched, the keys of those that need it are known. A result is asked for by its key, and what the remote has besides
/// is not even fetched. What the remote says that a step made is believed, unless it is built again.
/// </remarks>
internal sealed class CacheReceiver(
    Host host, StateRepo repository, GitStore store, ReceiveOptions options, Action<CacheEntry> found, Action<string>? warn, IProgress<StepProgress>? progress)
{
    private readonly List<TakenResult> _taken = [];
    private readonly List<BuildStep> _missing = [];
    private string _url = "";
    private IReadOnlyDictionary<string, string> _there = new Dictionary<string, string>();

    /// <inheritdoc cref="StateCache.ReceiveAsync"/>
    public async Task RunAsync(CancellationToken cancel)
    {
        var verify = options.Verify || options.Sample is not null;
        if (verify && !Environment.IsPrivilegedProcess)
        {
            throw Root.Missing("Building results again in containers");
        }
        _url = await GitRemote.UrlAsync(repository.Path, options.Remote, push: false, cancel);
        progress?.Report(new StepProgress("Plan", repository.Path));
        var commit = repository.CommitOf(store, options.Reference);
        var planned = await BuildPlan.MakeAsync(store, CommitContent.Read(store, commit), cancel);
        progress?.Report(new StepProgress("List", _url));
        _there = await GitRemote.ListAsync(_url, BuildResults.References, BuildKey.IsWhole, cancel);

        var steps = new KnownSteps(planned);
        await TakeLevelsAsync(steps, cancel);
        var verified = new HashSet<TakenResult>();
        if (verify)
        {
            await VerifyAsync(verified, cancel);
        }
        foreach (var taken in _taken.Where(taken => !verified.Contains(taken)))
        {
            await KeepAsync(taken, verified: false, cancel);
        }
        foreach (var step in _missing)
        {
            Tell(step.Component.Name, step.Key, "", CacheEntryState.Missing);
        }
        foreach (var component in steps.Unknown)
        {
            Tell(component, "", "", CacheEntryState.Missing);
        }
        if (options.All)
        {
            await TakeOthersAsync(cancel);
        }
    }

    private async Task TakeLevelsAsync(KnownSteps steps, CancellationToken cancel)
    {
        while (steps.TakeReady() is { Count: > 0 } ready)
        {
            await FetchAsync([.. ready.Where(step => BuildResults.Find(store, step.Key) is null).Select(step => step.Key)], cancel);
            foreach (var step in ready)
            {
                var here = BuildResults.FindCommit(store, step.Key);
                if ((here ?? Fetched(step.Key)) is { } result)
                {
                    var taken = new TakenResult(step, result, store.TreeOf(result), IsNew: here is null);
                    _taken.Add(taken);
                    steps.Learn(step, taken.Tree);
                }
                else
                {
                    _missing.Add(step);
                }
            }
        }
    }

    // Without a sample, all of the commit's: a result that is here already may have come from a remote earlier.
    private async Task VerifyAsync(HashSet<TakenResult> verified, CancellationToken cancel)
    {
        var chosen = options.Sample is not { } sample ? _taken
            : [.. _taken.OrderByDescending(taken => taken.IsNew).ThenBy(_ => Random.Shared.Next()).Take(sample)];
        // In the order of their needs: where a false result led to the key of another, the false one is met first.
        foreach (var taken in _taken.Where(chosen.Contains))
        {
            progress?.Report(new StepProgress("Verify", taken.Step.Component.Name, (double)verified.Count / chosen.Count));
            var commit = await StepRunner.RunAsync(host, store, taken.Step, StepSurroundings.Usual, line: null, progress, cancel);
            if (store.TreeOf(commit) is var built && built != taken.Tree)
            {
                if (!taken.IsNew)
                {
                    await BuildResults.ForgetAsync(store, taken.Step.Key, cancel);
                    // A server may have been put together with it, and would be found again by its commit.
                    await BuildResults.ForgetImagesAsync(store, cancel);
                }
                throw BuildFaults.CacheMismatch(taken.Step.Component.Name, taken.Step.Key, taken.Tree, built);
            }
            verified.Add(taken);
            await KeepAsync(taken, verified: true, cancel);
        }
    }

    private async Task TakeOthersAsync(CancellationToken cancel)
    {
        var asked = _taken.Select(taken => taken.Step.Key).Concat(_missing.Select(step => step.Key)).ToHashSet(StringComparer.Ordinal);
        string[] others = [.. _there.Keys.Where(key => !asked.Contains(key) && BuildResults.Find(store, key) is null)];
        await FetchAsync(others, cancel);
        foreach (var key in others)
        {
            if (Fetched(key) is { } commit)
            {
                await BuildResults.TakeAsync(store, key, commit, cancel);
                Tell(BuildResults.ComponentOf(store, commit), key, store.TreeOf(commit), CacheEntryState.Received);
            }
        }
    }

    private async Task FetchAsync(IReadOnlyCollection<string> keys, CancellationToken cancel)
    {
        string[] wanted = [.. keys.Where(_there.ContainsKey).Select(key => BuildResults.References + key)];
        if (wanted.Length > 0)
        {
            progress?.Report(new StepProgress("Fetch", $"{wanted.Length} results"));
            using var work = WorkFolder.Create(StateCommitter.WorkOf(store));
            await GitRemote.FetchAsync(store.GitDirectory, _url, wanted, work.Path, cancel);
        }
    }

    private string? Fetched(string key)
    {
        if (!_there.TryGetValue(key, out var commit))
        {
            return null;
        }
        if (!store.HasCommit(commit))
        {
            warn?.Invoke($"What {_url} has for the result {CommitId.Short(key)} is no commit, or changed just now; it was not taken.");
            return null;
        }
        return commit;
    }

    private async Task KeepAsync(TakenResult taken, bool verified, CancellationToken cancel)
    {
        if (taken.IsNew)
        {
            await BuildResults.TakeAsync(store, taken.Step.Key, taken.Commit, cancel);
        }
        Tell(taken.Step.Component.Name, taken.Step.Key, taken.Tree, taken.IsNew ? CacheEntryState.Received : CacheEntryState.Present, verified);
    }

    private void Tell(string component, string key, string tree, string state, bool verified = false) =>
        found(new CacheEntry(repository, _url, component, key, tree, state) { Verified = verified });
}
