using System.CommandLine;
using ContainerState.Builds;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;

namespace ContainerState.Cli.Cache;

/// <summary><c>containerstate cache clear</c></summary>
internal sealed class CacheClearCommand : CliCommand
{
    private readonly Option<int?> olderThanDays = new("--older-than-days")
    {
        Description = $"Remove what was not used for more days; {ClearOptions.UsualDays} when neither this nor --maximum-size-mib is given.",
        HelpName = "DAYS",
    };

    private readonly Option<int?> maximumSize = new("--maximum-size-mib") { Description = "Remove what was not used for longest, until so much is left.", HelpName = "MIB" };

    private readonly Option<bool> all = new("--all") { Description = "Remove also what HEAD and the branches still use." };

    private readonly Option<bool> dryRun = new("--dry-run") { Description = "List what would be removed, and remove nothing." };

    /// <summary>Creates the command.</summary>
    public CacheClearCommand()
        : base("clear", "Remove build results, layers and logs by age and size. Git's own gc then frees what results took.")
    {
        Add(olderThanDays);
        Add(maximumSize);
        Add(all);
        Add(dryRun);
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        var only = run.Get(dryRun);
        var options = new ClearOptions
        {
            OlderThanDays = Require(run, olderThanDays),
            MaximumSizeMiB = Require(run, maximumSize),
            All = run.Get(all),
            WhatIf = only,
        };
        var stale = await StateCache.FindStaleAsync(run.LocateRepository(), options, run.Output.Warning, run.Progress, run.Cancel);
        var removed = new List<CacheItem>();
        await ForEachAsync(run, stale, async item =>
        {
            if (only || await StateCache.RemoveAsync(item, run.Cancel))
            {
                removed.Add(item);
            }
        });
        run.Output.WriteTable(CacheItemView.Instance, removed);
    }

    private static int? Require(Invocation run, Option<int?> option) =>
        run.Get(option) is not < 0 ? run.Get(option) : throw new UsageException($"{option.Name} cannot be negative.", "Give 0 or more.");
}
