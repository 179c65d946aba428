using System.CommandLine;
using ContainerState.Caches;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;

namespace ContainerState.Cli.Cache;

/// <summary><c>containerstate cache pull</c></summary>
internal sealed class CachePullCommand : CliCommand
{
    private readonly Argument<string?> remote = RemoteArgument.Make();

    private readonly Option<string?> reference = new("--ref") { Description = "The branch, tag or commit whose results to fetch; default: HEAD.", HelpName = "REF", CompletionSources = { Names.References } };

    private readonly Option<bool> all = new("--all") { Description = "Fetch all results on the remote, including those of other commits." };

    private readonly Option<bool> verify = new("--verify") { Description = "Rebuild the commit's results in containers and compare. Exit code 1 if one differs." };

    private readonly Option<int?> sample = new("--sample") { Description = "Rebuild only this many of them, chosen at random.", HelpName = "N" };

    /// <summary>Creates the command.</summary>
    public CachePullCommand()
        : base("pull", "Fetch the build results of a commit from a Git remote.")
    {
        Add(remote);
        Add(reference);
        Add(all);
        Add(verify);
        Add(sample);
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        if (run.Get(sample) < 1)
        {
            throw new UsageException("--sample is the number of results to rebuild.", "Give 1 or more.");
        }
        var options = new ReceiveOptions
        {
            Remote = RemoteArgument.Of(run, remote),
            Reference = run.Get(reference),
            All = run.Get(all),
            Verify = run.Get(verify),
            Sample = run.Get(sample),
        };
        var entries = new List<CacheEntry>();
        try
        {
            await new StateCache(run.Host).ReceiveAsync(run.LocateRepository(), options, entries.Add, run.Output.Warning, run.Progress, run.Cancel);
        }
        finally
        {
            // What was fetched before an error is kept.
            run.Output.WriteTable(CacheEntryView.Instance, entries);
        }
    }
}
