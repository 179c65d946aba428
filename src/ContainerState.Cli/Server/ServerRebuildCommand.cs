using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Rebuilds;

namespace ContainerState.Cli.Server;

/// <summary><c>containerstate server rebuild</c></summary>
internal sealed class ServerRebuildCommand : CliCommand
{
    private readonly RebuildArguments arguments = new();
    private readonly Option<string?> settings = RebuildOutput.Settings();

    /// <summary>Creates the command.</summary>
    public ServerRebuildCommand()
        : base("rebuild", "Build the newest commit, start its servers beside the old ones, test them, and stop the old ones; or the new ones, if they fail. Exit code 1 if they do.")
    {
        arguments.AddTo(this);
        arguments.GiveWayTo(this, settings);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run) =>
        RebuildOutput.Show(run, await new ServerRebuilds(run.Host).RebuildAsync(await arguments.ReadAsync(run, settings), run.Progress, run.Output.Warning, run.Cancel));
}
