using System.CommandLine;
using ContainerState.Caches;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Servers;

namespace ContainerState.Cli.Cache;

/// <summary><c>containerstate cache clear</c></summary>
internal sealed class CacheClearCommand : CliCommand
{
    private readonly Option<int?> olderThanDays = new("--older-than-days")
    {
        Description = $"Remove what has not been used for more than this number of days; {ClearOptions.UsualDays} if neither this nor --maximum-size-mib is given.",
        HelpName = "DAYS",
    };

    private readonly Option<int?> maximumSize = new("--maximum-size-mib") { Description = "Remove the least recently used items until no more than this is left.", HelpName = "MIB" };

    private readonly Option<int?> keepImages = new("--keep-images")
    {
        Description = $"Keep this number of images of each server, the newest, and remove its others, except those that HEAD, a branch or a server uses. Without it, {ClearOptions.UsualImages} are kept, and others are removed by age and size, or if no branch leads to their commit.",
        HelpName = "N",
    };

    private readonly Option<bool> all = new("--all") { Description = "Also remove what HEAD and the branches still use." };

    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Only list what would be removed." };

    /// <summary>Creates the command.</summary>
    public CacheClearCommand()
        : base("clear", "Remove build results, images, layers and logs by age, number and size, but no image that a server runs from. Git's own gc then frees the space of the results.")
    {
        Add(olderThanDays);
        Add(maximumSize);
        Add(keepImages);
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
            KeepImages = Require(run, keepImages),
            All = run.Get(all),
            WhatIf = only,
        };
        var stale = await new HostCache(run.Host).FindStaleAsync(run.LocateRepository(), options, run.Output.Warning, run.Progress, run.Cancel);
        var removed = new List<CacheItem>();
        await ForEachAsync(run, stale, async item =>
        {
            if (only || await new HostCache(run.Host).RemoveAsync(item, run.Cancel))
            {
                removed.Add(item);
            }
        });
        run.Output.WriteTable(CacheItemView.Instance, removed);
    }

    private static int? Require(Invocation run, Option<int?> option) =>
        run.Get(option) is not < 0 ? run.Get(option) : throw new UsageException($"{option.Name} cannot be negative.", "Give 0 or more.");
}
