using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.StateRepos;

namespace ContainerState.Cli.Repo;

/// <summary><c>containerstate repo new</c></summary>
internal sealed class RepoNewCommand : CliCommand
{
    private readonly Argument<string> path = new("PATH") { Description = "A folder that does not exist yet, or is empty." };

    private readonly Option<string?> name = new("--name") { Description = "The server's name; the folder's when left out, or one made of that when no server can have it.", HelpName = "NAME" };

    /// <summary>Creates the command.</summary>
    public RepoNewCommand()
        : base("new", "Make a state repository with a first commit.")
    {
        Add(path);
        Add(name);
    }

    /// <inheritdoc/>
    protected override Task RunAsync(Invocation run)
    {
        run.Output.Write(RepoView.Instance, StateRepo.Create(run.Require(path), run.Get(name), run.Output.Warning));
        return Task.CompletedTask;
    }
}
