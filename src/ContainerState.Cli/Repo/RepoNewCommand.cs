using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Repositories;

namespace ContainerState.Cli.Repo;

/// <summary><c>containerstate repo new</c></summary>
internal sealed class RepoNewCommand : CliCommand
{
    private readonly Argument<string> path = new("PATH") { Description = "The folder to create; it must not exist yet, or must be empty." };

    private readonly Option<string?> name = new("--name") { Description = "The server's name; default: the folder's name, adapted if it is not valid for a server.", HelpName = "NAME" };

    /// <summary>Creates the command.</summary>
    public RepoNewCommand()
        : base("new", "Create a state repository with a first commit.")
    {
        Add(path);
        Add(name);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        run.Output.Write(RepoView.Instance, await StateRepo.CreateAsync(run.Require(path), run.Get(name), run.Output.Warning));
    }
}
