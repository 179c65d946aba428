using System.Collections.Concurrent;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Imports.Updates;

/// <summary>One run over several dependencies: each is looked at and brought for itself, and one commit pins all that was brought.</summary>
/// <remarks>
/// One commit, and not one for each: every commit of a state repository is a server that is built, tested and rolled out, and
/// one revert takes the whole update back.
/// </remarks>
internal sealed class UpdateRun(Host host, StateRepo repository, DependencyUpdateOptions options, IProgress<StepProgress>? progress, CancellationToken cancel)
{
    // Most of the time is spent in waiting for servers.
    private const int AtOnce = 8;

    private readonly ConcurrentBag<(DependencyUpdate Update, BroughtDependency? Brought)> _done = [];
    private readonly ConcurrentBag<DependencyUpdateFailure> _failures = [];
    private StateCommit? _commit;

    /// <summary>Runs it.</summary>
    public async Task<DependencyUpdateResult> RunAsync()
    {
        if ((options.To ?? options.Sha256) is { } to && options.Names.Count == 0)
        {
            throw new InvalidNameException("target", to, "it with the names of the dependencies that are to move there");
        }
        using var store = repository.OpenStore();
        using var held = options.DryRun ? null : await StateCommitter.LockAsync(store, cancel);
        var content = CommitContent.Read(store, repository.CommitOf(store));
        var chosen = Choose(await PinnedDependency.ReadAsync(repository, store, content));
        var theirs = options.DryRun ? new HashSet<string>() : await FindUsersChangesAsync(store, chosen);
        using var scratch = WorkFolder.Create(host);
        using var lists = new AptLists(host, scratch.Path, options.DryRun);
        var place = new UpdatePlace(host, repository, content, options, scratch, lists, progress);
        try
        {
            await Parallel.ForEachAsync(chosen, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (pinned, _) =>
            {
                try
                {
                    using var update = PinUpdate.Of(pinned, place);
                    _done.Add(await UpdateAsync(update, pinned, theirs));
                }
                catch (Exception fault) when (!cancel.IsCancellationRequested)
                {
                    _failures.Add(new(pinned.Name, ImportFaults.Of(pinned.Name, fault)));
                }
                progress?.Report(new StepProgress("Update", pinned.Name, (double)(_done.Count + _failures.Count) / chosen.Count));
            });
            return await ConcludeAsync(store);
        }
        catch when (_commit is null)
        {
            foreach (var (_, brought) in _done)
            {
                brought?.Undo();
            }
            throw;
        }
    }

    private IReadOnlyList<PinnedDependency> Choose(IReadOnlyList<PinnedDependency> all)
    {
        if (options.Names.Count == 0)
        {
            return all;
        }
        var chosen = new SortedDictionary<string, PinnedDependency>(StringComparer.Ordinal);
        foreach (var name in options.Names)
        {
            var found = NamePattern.Select(name, all, pinned => pinned.Name);
            foreach (var pinned in found)
            {
                chosen[pinned.Name] = pinned;
            }
            if (found.Count == 0 && !NamePattern.Is(name))
            {
                _failures.Add(new(name, ImportFaults.NotFound(repository.Path, name)));
            }
        }
        return [.. chosen.Values];
    }

    // Before anything is fetched, so that nobody waits for an import that cannot be committed.
    private async Task<IReadOnlySet<string>> FindUsersChangesAsync(GitStore store, IReadOnlyList<PinnedDependency> chosen) =>
        (await StateCommitter.FindUsersChangesAsync(
            store,
            [StateChange.File(GitModules.Path, ""), .. chosen.Select(pinned => pinned.Sibling is null ? StateChange.Pin(pinned.Dependency.Path, pinned.Dependency.Commit) : StateChange.File(pinned.Dependency.Path, ""))],
            cancel)).ToHashSet(StringComparer.Ordinal);

    private async Task<(DependencyUpdate Update, BroughtDependency? Brought)> UpdateAsync(PinUpdate update, PinnedDependency pinned, IReadOnlySet<string> theirs)
    {
        var seen = await update.LookAsync(cancel);
        if (options.DryRun || seen.State is not (UpdateState.Outdated or UpdateState.Rewritten))
        {
            return (seen, null);
        }
        if (seen.State == UpdateState.Rewritten)
        {
            throw ImportFaults.Rewritten(pinned.Name, seen.Between);
        }
        if (theirs.Contains(pinned.Dependency.Path))
        {
            throw RepositoryFaults.Uncommitted(repository.Path, [pinned.Dependency.Path]);
        }
        // A store is for one thread alone.
        using var store = repository.OpenStore();
        using var work = WorkFolder.Create(StateCommitter.WorkOf(store));
        var (found, brought) = await update.BringAsync(new(host, store, work), seen, cancel);
        if (brought is { Modules.Count: > 0 } && theirs.Contains(GitModules.Path))
        {
            brought.Undo();
            throw RepositoryFaults.Uncommitted(repository.Path, [GitModules.Path]);
        }
        return (found, brought);
    }

    private async Task<DependencyUpdateResult> ConcludeAsync(GitStore store)
    {
        var done = _done.OrderBy(one => one.Update.Name, StringComparer.Ordinal).ToList();
        var brought = done.Where(one => one.Brought is not null).Select(one => one.Brought!).ToList();
        if (brought.Count > 0)
        {
            progress?.Report(new StepProgress("Commit"));
            using var work = WorkFolder.Create(StateCommitter.WorkOf(store));
            StateChange[] changes = [.. brought.SelectMany(one => one.Changes), .. await GitModulesEditor.EditAsync(store, work, [.. brought.SelectMany(one => one.Modules)], cancel)];
            _commit = await StateCommitter.CommitAsync(
                store, UpdateText.MessageOf([.. done.Where(one => one.Brought is not null).Select(one => one.Update)]), changes, cancel, [.. brought.SelectMany(one => one.References)]);
        }
        var now = _commit is null ? repository : repository.Refresh();
        return new(
            now,
            _commit?.Id,
            [.. done.Select(one => one.Update with { Repository = now, Warnings = [.. one.Update.Warnings, .. one.Brought is null ? [] : CheckoutWarnings(store, one.Update).Concat(_commit?.Warnings ?? [])] })],
            [.. _failures.OrderBy(failure => failure.Name, StringComparer.Ordinal)]);
    }

    // What was checked out somewhere else than at the pin, or has changes, is left there.
    private static IEnumerable<string> CheckoutWarnings(GitStore store, DependencyUpdate update)
    {
        if (PinnedCheckouts.FolderOf(store, update.Path) is { } folder && PinnedCheckouts.HeadOf(folder) is var head && head != update.NewCommit)
        {
            yield return $"{folder} stays at {(head is null ? "no commit" : CommitId.Short(head))}, because it was not checked out at the pinned commit, or has changes. "
                + (update.Kind == DependencyKind.SideBySide ? $"To move it: git -C {folder} checkout {update.NewCommit}" : $"To move it: git submodule update {update.Path}");
        }
    }
}
