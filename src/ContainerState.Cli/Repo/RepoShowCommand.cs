using ContainerState.Cli.Running;
using ContainerState.Cli.Views;

namespace ContainerState.Cli.Repo;

/// <summary><c>containerstate repo show</c></summary>
internal sealed class RepoShowCommand : CliCommand
{
    /// <summary>Creates the command.</summary>
    public RepoShowCommand()
        : base("show", "Show a state repository.") => Add(CommonOptions.Repository);

    /// <inheritdoc/>
    protected override Task RunAsync(Invocation run)
    {
        run.Output.Write(RepoView.Instance, run.OpenRepository());
        return Task.CompletedTask;
    }
}
