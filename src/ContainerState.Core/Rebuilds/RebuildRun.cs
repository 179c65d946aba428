using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Platform;
using ContainerState.Servers;

namespace ContainerState.Rebuilds;

/// <summary>One run. The caller holds the lock of its name.</summary>
/// <remarks>
/// Old servers are stopped only after new ones have passed their tests, and after the history says so. Whatever a run that was killed
/// has left, the history tells which servers are to stay: the new ones when they had passed, else the old ones.
/// </remarks>
internal sealed class RebuildRun(RegisteredServers registered, RebuildOptions options, IProgress<StepProgress>? progress = null, Action<string>? warn = null)
{
    private readonly RebuildServers _servers = new(registered, options.Name);
    private readonly RebuildSource _source = new(registered.Host, options, progress, warn);
    private readonly RebuildSteps _steps = new(progress);
    private RebuildJournal _journal = null!;
    private int _count;

    private RebuildPast Past => _journal.Past;

    /// <summary>Servers of the newest commit.</summary>
    public Task<RebuildReport> RebuildAsync(CancellationToken cancel) => RunAsync(RebuildKind.Rebuild, wanted => wanted.FindNewestAsync(cancel), cancel);

    /// <summary>Servers of an earlier commit.</summary>
    /// <param name="reference">A branch, tag or commit; when null, the last one before the current whose servers were good.</param>
    /// <param name="cancel">Stops it; the old servers stay.</param>
    public Task<RebuildReport> RestoreAsync(string? reference, CancellationToken cancel) => RunAsync(RebuildKind.Restore, wanted => wanted.FindEarlierAsync(reference, cancel), cancel);

    private async Task<RebuildReport> RunAsync(string kind, Func<RebuildWanted, Task<ServerImage>> find, CancellationToken cancel)
    {
        _journal = new(registered.Host, options, _steps, warn);
        await _journal.OpenAsync(kind);
        _count = CountOf();
        try
        {
            await FinishAsync(cancel);
            _count = CountOf();
            await _journal.NoteAsync();
            await RollOutAsync(await find(new(options, _source, _journal, _steps, warn)), cancel);
        }
        catch (Exception fault)
        {
            await FailAsync(fault, cancel);
        }
        await _journal.CloseAsync();
        if (!_journal.Report.Succeeded)
        {
            cancel.ThrowIfCancellationRequested();
        }
        return _journal.Report;
    }

    private int CountOf() => options.Count ?? Math.Clamp(Past.LastGood?.Servers.Count ?? 1, 1, StartOptions.MostServers);

    // What a run that was killed had begun. What is left when that fails is among the old servers.
    private async Task FinishAsync(CancellationToken cancel)
    {
        if (_journal.Cut is not { } cut)
        {
            return;
        }
        var all = _servers.List();
        var theirs = all.Where(server => RebuildServers.IsOf(server, cut.Generation)).ToList();
        Func<Task<string>>? finish = cut.TestsPassed && theirs.Any(server => server.State == ServerState.Running)
            ? async () =>
            {
                await ServeAsync(theirs, cancel);
                return await StopAsync([.. all.Except(theirs)], "of before the run that was killed after its tests had passed");
            }
            : !cut.TestsPassed && theirs.Count > 0 ? () => StopAsync(theirs, "of a run that was killed before its tests had passed")
            : null;
        if (finish is not null && await _steps.TryAsync("Finish", finish) is { } fault)
        {
            warn?.Invoke($"What a run of {options.Name} that was killed had begun cannot be ended: {FileFaults.Explain(fault).Message}");
        }
        if (cut.TestsPassed)
        {
            await _journal.EndCutAsync();
        }
    }

    private async Task RollOutAsync(ServerImage image, CancellationToken cancel)
    {
        var before = _servers.List();
        var running = before.Where(server => server.State == ServerState.Running).ToList();
        _journal.Report = _journal.Report with
        {
            Image = image.Id,
            PreviousServers = [.. running.Select(server => server.Name)],
            PreviousImage = running.FirstOrDefault()?.Image ?? Past.LastGood?.Image ?? "",
            PreviousCommit = running.FirstOrDefault()?.Commit ?? Past.LastGood?.Commit ?? "",
        };
        if (_journal.Report.Kind == RebuildKind.Restore)
        {
            _journal.NextHold = RebuildHold.After(_journal.Hold, _journal.Report, _source.CommitOf(null));
        }
        if (!options.Force && running.Where(server => server.Image == image.Id).Take(_count).ToList() is var fit && fit.Count == _count
            && await TestAsync(fit, cancel) is [])
        {
            var rest = before.Except(fit).ToList();
            await ServeAsync(fit, cancel);
            await SwapAsync(rest);
            _journal.Report = _journal.Report with { Outcome = RebuildOutcome.Unchanged, Servers = [.. fit.Select(server => server.Name)] };
            return;
        }
        _journal.Report = _journal.Report with { Generation = _servers.NextGeneration() };
        await _journal.NoteAsync();
        var started = await StartAsync(image, _journal.Report.Generation, "Start", cancel);
        if (await TestAsync(started, cancel) is { Count: > 0 } failed)
        {
            _journal.Report = _journal.Report with { Log = RebuildServers.LastLines(failed) };
            var first = _journal.Report.Tests.First(test => !test.Passed);
            var check = first.Checks.First(seen => !seen.Passed);
            throw RebuildFaults.ChecksFailed(failed.Count, started.Count, first.Server, check.Name, check.Saw);
        }
        _journal.Report = _journal.Report with { TestsPassed = true };
        await _journal.NoteAsync();
        await ServeAsync(started, cancel);
        await SwapAsync(before);
        _journal.Report = _journal.Report with { Outcome = RebuildOutcome.Replaced };
    }

    private async Task<IReadOnlyList<EphemeralServer>> StartAsync(ServerImage image, string generation, string step, CancellationToken cancel)
    {
        IReadOnlyList<EphemeralServer> started = [];
        await _steps.DoAsync(step, async () =>
        {
            var start = options.Start with { Name = generation, Count = _count, Wait = false, TimeoutSeconds = null, Fleet = options.Name, Serves = false };
            started = await _servers.StartAsync(image, start, progress, warn, cancel);
            _journal.Report = _journal.Report with { Servers = [.. started.Select(server => server.Name)] };
            return Names(started);
        });
        return started;
    }

    // Gives those that failed.
    private async Task<IReadOnlyList<EphemeralServer>> TestAsync(IReadOnlyList<EphemeralServer> servers, CancellationToken cancel)
    {
        await _steps.DoAsync("Test", async () =>
        {
            _journal.Report = _journal.Report with { Tests = await _servers.TestAsync(servers, cancel) };
            return $"{_journal.Report.Tests.Count(test => test.Passed)} of {servers.Count} passed";
        });
        return [.. servers.Where((_, i) => !_journal.Report.Tests[i].Passed)];
    }

    // Connections go to these from now on. What the others have begun, they may end.
    private async Task ServeAsync(IReadOnlyList<EphemeralServer> servers, CancellationToken cancel)
    {
        if (options.Start.Publish.Count > 0)
        {
            await _steps.DoAsync("Serve", async () =>
            {
                await _servers.ServeAsync(servers);
                await _servers.DrainAsync(_servers.OthersThan(servers), options.Drain, cancel);
                return $"connections go to {Names(servers)}";
            });
        }
    }

    private async Task SwapAsync(IReadOnlyList<EphemeralServer> old)
    {
        // The new servers stand in for the old ones all the same; the next run stops what is left.
        if (old.Count > 0 && await _steps.TryAsync("Swap", () => StopAsync(old, "stopped")) is { } fault)
        {
            warn?.Invoke($"An old server of {options.Name} could not be stopped: {fault.Message}");
        }
    }

    // Whatever goes wrong now as well, there is a report.
    private async Task FailAsync(Exception fault, CancellationToken cancel)
    {
        _journal.Report = _journal.Report with { Outcome = RebuildOutcome.Failed, TestsPassed = false, Error = RebuildError.Of(fault), Fault = FileFaults.Explain(fault) };
        try
        {
            await LeaveAsync(fault, cancel);
        }
        catch (Exception worse)
        {
            warn?.Invoke($"What the run of {options.Name} leaves is not as it should be: {FileFaults.Explain(worse).Message}");
        }
    }

    private async Task LeaveAsync(Exception fault, CancellationToken cancel)
    {
        if (fault is ContainerStateException { ErrorId: ErrorId.ServerNotReady } && _journal.Report.Image == Past.LastGood?.Image && NothingElseRuns())
        {
            // Nobody has better ones, and no server is worse than one of which a check fails.
            if (await _steps.TryAsync("Keep", KeepAsync) is { } unkept)
            {
                warn?.Invoke($"The servers of {options.Name} that run get no connections: {FileFaults.Explain(unkept).Message}");
            }
        }
        else if (_journal.Report.Generation.Length > 0)
        {
            _journal.Report = _journal.Report with { Outcome = RebuildOutcome.RolledBack };
            if (await _steps.TryAsync("RollBack", RollBackAsync) is { } left)
            {
                warn?.Invoke($"The new servers of {options.Name} could not all be stopped: {FileFaults.Explain(left).Message}");
            }
        }
        // After a reboot nothing runs, and the new image is not to be the reason that nothing will.
        if (!cancel.IsCancellationRequested
            && Past.LastGood is { } good
            && (good.Image != _journal.Report.Image || _journal.Report.Generation.Length == 0)
            && !_servers.List().Any(server => server.State == ServerState.Running)
            && await _steps.TryAsync("Recover", () => RecoverAsync(good, cancel)) is { } another)
        {
            warn?.Invoke($"The last good servers of {options.Name} could not be started either: {another.Message}");
        }
    }

    private bool NothingElseRuns()
    {
        var running = _servers.List().Where(server => server.State == ServerState.Running).ToList();
        return running.Count > 0 && running.All(server => RebuildServers.IsOf(server, _journal.Report.Generation));
    }

    private async Task<string> KeepAsync()
    {
        var kept = _servers.List().Where(server => server.State == ServerState.Running).ToList();
        _journal.Report = _journal.Report with { Servers = [.. kept.Select(server => server.Name)] };
        if (options.Start.Publish.Count > 0)
        {
            await _servers.ServeAsync(kept);
        }
        return $"{Names(kept)}: left running though checks fail, since nothing else runs and the image is the last good one";
    }

    private async Task<string> RollBackAsync()
    {
        var theirs = _servers.List().ToLookup(server => RebuildServers.IsOf(server, _journal.Report.Generation));
        if (options.Start.Publish.Count > 0)
        {
            await _servers.ServeAsync([.. theirs[false]]);
        }
        return await StopAsync([.. theirs[true]], "stopped");
    }

    private async Task<string> RecoverAsync(RebuildReport good, CancellationToken cancel)
    {
        var image = await _source.EarlierImageOfAsync(good.Commit, cancel);
        var start = options.Start with { Name = _servers.NextGeneration(_journal.Report.Generation), Count = _count, Wait = false, TimeoutSeconds = null, Fleet = options.Name };
        var started = await _servers.StartAsync(image, start, progress, warn, cancel);
        var tests = await _servers.TestAsync(started, cancel);
        _journal.Report = _journal.Report with { Servers = [.. started.Select(server => server.Name)] };
        return $"{Names(started)} of the last good commit {CommitId.Short(good.Commit)}, {tests.Count(test => test.Passed)} of {tests.Count} passed";
    }

    private async Task<string> StopAsync(IReadOnlyList<EphemeralServer> servers, string why) =>
        await _servers.StopAsync(servers) is [var fault, ..] ? throw fault : servers.Count == 0 ? "nothing to stop" : $"{Names(servers)}: {why}";

    private static string Names(IReadOnlyList<EphemeralServer> servers) => string.Join(", ", servers.Select(server => server.Name));
}
