using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;

namespace ContainerState.Rebuilds;

/// <summary>Whose servers a run starts: the image of the newest commit, of one that a restore holds, or of an earlier one.</summary>
/// <param name="options">What is rebuilt.</param>
/// <param name="source">The commits and their images.</param>
/// <param name="journal">The report, which is told the commit.</param>
/// <param name="steps">The steps of the run.</param>
/// <param name="warn">Is told what somebody should know.</param>
internal sealed class RebuildWanted(RebuildOptions options, RebuildSource source, RebuildJournal journal, RebuildSteps steps, Action<string>? warn)
{
    /// <summary>Of the newest commit, once it was pulled and its dependencies updated; or of the commit that a restore holds.</summary>
    public async Task<ServerImage> FindNewestAsync(CancellationToken cancel)
    {
        if (options.Pull)
        {
            await BringAsync("Pull", () => source.PullAsync(cancel));
        }
        if (options.UpdateDependencies.Count > 0)
        {
            await UpdateAsync(cancel);
        }
        var commit = source.CommitOf(null);
        journal.Report = journal.Report with { Commit = commit };
        var hold = options.Force ? null : journal.Hold;
        if (hold is null || hold.Head != commit)
        {
            var image = await BuildAsync(() => source.ImageOfAsync(commit, cancel));
            // A new commit of what was taken back is no news.
            if (hold is null || !hold.TakenBack.Contains(image.Id, StringComparer.Ordinal))
            {
                return image;
            }
        }
        journal.NextHold = hold;
        await steps.DoAsync("Hold", () => Task.FromResult(hold.Told(commit)));
        journal.Report = journal.Report with { Commit = hold.Commit };
        return await BuildAsync(() => source.EarlierImageOfAsync(hold.Commit, cancel));
    }

    /// <summary>Of an earlier commit.</summary>
    /// <param name="reference">A branch, tag or commit; when null, the last one before the current whose servers were good.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<ServerImage> FindEarlierAsync(string? reference, CancellationToken cancel)
    {
        await steps.DoAsync("Find", () =>
        {
            var commit = reference is not null ? source.CommitOf(reference)
                : journal.Past.EarlierGood(journal.Hold?.TakenBack ?? [])?.Commit ?? throw RebuildFaults.NothingToRestore(options.Repository.Path, options.Name);
            journal.Report = journal.Report with { Commit = commit };
            return Task.FromResult(CommitId.Short(commit));
        });
        return await BuildAsync(() => source.EarlierImageOfAsync(journal.Report.Commit, cancel));
    }

    // What this commits is no news that ends a hold, also when it fails half-way.
    private async Task UpdateAsync(CancellationToken cancel)
    {
        var before = source.CommitOf(null);
        try
        {
            await BringAsync("Update", () => source.UpdateAsync(updates => journal.Report = journal.Report with { Updates = updates }, cancel));
        }
        finally
        {
            if (journal.Hold is { } hold && hold.Head == before && source.CommitOf(null) is var now && now != before)
            {
                journal.Hold = hold with { Head = now };
                await journal.NoteAsync();
            }
        }
    }

    private async Task BringAsync(string step, Func<Task<string>> bring)
    {
        if (!options.AllowFailedUpdate)
        {
            await steps.DoAsync(step, bring);
        }
        else if (await steps.TryAsync(step, bring) is { } fault)
        {
            warn?.Invoke($"{options.Name} is rebuilt from what there is: {FileFaults.Explain(fault).Message}");
        }
    }

    private async Task<ServerImage> BuildAsync(Func<Task<ServerImage>> build)
    {
        ServerImage image = null!;
        await steps.DoAsync("Build", async () =>
        {
            image = await build();
            return $"{CommitId.Short(image.Id)}{(image.Cached ? ", was there" : "")}";
        });
        return image;
    }
}
