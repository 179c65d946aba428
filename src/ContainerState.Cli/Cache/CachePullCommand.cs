using System.CommandLine;
using ContainerState.Builds;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;

namespace ContainerState.Cli.Cache;

/// <summary><c>containerstate cache pull</c></summary>
internal sealed class CachePullCommand : CliCommand
{
    private readonly Argument<string?> remote = RemoteArgument.Make();

    private readonly Option<string?> reference = new("--ref") { Description = "The branch, tag or commit whose results are wanted; HEAD when left out.", HelpName = "REF" };

    private readonly Option<bool> all = new("--all") { Description = "Take all that the remote has, for other commits too." };

    private readonly Option<bool> verify = new("--verify") { Description = "Build the commit's results again, in containers, and compare. Exit code 1 when one differs." };

    private readonly Option<int?> sample = new("--sample") { Description = "Build only so many of them again, chosen by chance.", HelpName = "N" };

    /// <summary>Creates the command.</summary>
    public CachePullCommand()
        : base("pull", "Take the build results of a commit from a Git remote.")
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
            throw new UsageException("--sample is how many results are built again.", "Give 1 or more.");
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
            await StateCache.ReceiveAsync(run.LocateRepository(), options, entries.Add, run.Output.Warning, run.Progress, run.Cancel);
        }
        finally
        {
            // What was taken before an error is kept.
            run.Output.WriteTable(CacheEntryView.Instance, entries);
        }
    }
}
