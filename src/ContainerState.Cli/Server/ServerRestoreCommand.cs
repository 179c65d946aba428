using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Rebuilds;

namespace ContainerState.Cli.Server;

/// <summary><c>containerstate server restore</c></summary>
internal sealed class ServerRestoreCommand : CliCommand
{
    private readonly RebuildArguments arguments = new(isRestore: true);
    private readonly Option<string?> settings = RebuildOutput.Settings();

    private readonly Option<string?> commit = new("--commit")
    {
        Description = "The commit, branch or tag to go back to; default: the last one before the current whose servers passed their tests.",
        HelpName = "REF",
        CompletionSources = { Names.References },
    };

    /// <summary>Creates the command.</summary>
    public ServerRestoreCommand()
        : base("restore", "Replace the servers of a rebuild with those of an earlier commit, in the same way. Exit code 1 if they fail.")
    {
        Add(commit);
        arguments.AddTo(this);
        arguments.GiveWayTo(this, settings);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run) =>
        RebuildOutput.Show(run, await new ServerRebuilds(run.Host).RestoreAsync(await arguments.ReadAsync(run, settings), run.Get(commit), run.Progress, run.Output.Warning, run.Cancel));
}
