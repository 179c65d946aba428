using ContainerState.Cli.Running;
using ContainerState.Cli.Views;

namespace ContainerState.Cli.Repo;

/// <summary><c>containerstate repo update</c></summary>
internal sealed class RepoUpdateCommand : CliCommand
{
    /// <summary>Creates the command.</summary>
    public RepoUpdateCommand()
        : base("update", "Pull, and fetch the objects of all dependencies that are missing. Uncommitted changes are kept.") => Add(CommonOptions.Repository);

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run) =>
        run.Output.Write(RepoView.Instance, await run.LocateRepository().UpdateAsync(run.Progress, run.Cancel));
}
