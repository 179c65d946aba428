using System.CommandLine;
using ContainerState.Caches;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;

namespace ContainerState.Cli.Cache;

/// <summary><c>containerstate cache push</c></summary>
internal sealed class CachePushCommand : CliCommand
{
    private readonly Argument<string?> remote = RemoteArgument.Make();

    /// <summary>Creates the command.</summary>
    public CachePushCommand()
        : base("push", "Send build results that a Git remote does not have. Existing results are left as they are.")
    {
        Add(remote);
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        var entries = new List<CacheEntry>();
        try
        {
            await StateCache.PublishAsync(run.LocateRepository(), RemoteArgument.Of(run, remote), entries.Add, run.Output.Warning, run.Progress, run.Cancel);
        }
        finally
        {
            // What was sent before an error is on the remote.
            run.Output.WriteTable(CacheEntryView.Instance, entries);
        }
    }
}
