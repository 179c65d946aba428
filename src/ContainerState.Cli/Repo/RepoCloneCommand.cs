using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Git;
using ContainerState.Repositories;

namespace ContainerState.Cli.Repo;

/// <summary><c>containerstate repo clone</c></summary>
internal sealed class RepoCloneCommand : CliCommand
{
    private readonly Argument<string> url = new("URL") { Description = "The URL or path of the repository." };

    private readonly Argument<string?> path = new("PATH")
    {
        Description = "Where to put it; default: a folder named after the repository.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> reference = new("--ref") { Description = "A branch, tag or commit; default: the remote's HEAD.", HelpName = "REF" };

    /// <summary>Creates the command.</summary>
    public RepoCloneCommand()
        : base("clone", "Clone a state repository with the objects of all its dependencies.")
    {
        Add(url);
        Add(path);
        Add(reference);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        var from = run.Require(url);
        var to = run.Get(path) ?? GitUrl.NameOf(from);
        if (to.Length == 0)
        {
            throw new UsageException("The URL does not end in a usable folder name.", "Give the folder as PATH.");
        }
        run.Output.Write(RepoView.Instance, await StateRepo.ImportAsync(from, to, run.Get(reference), run.Progress, run.Cancel));
    }
}
