using System.CommandLine;
using ContainerState.Cli.Output;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;

namespace ContainerState.Cli.Repo;

/// <summary><c>containerstate repo test</c></summary>
internal sealed class RepoTestCommand : CliCommand
{
    private readonly Option<string?> reference = new("--ref") { Description = "A branch, tag or commit; default: HEAD.", HelpName = "REF", CompletionSources = { Names.References } };

    /// <summary>Creates the command.</summary>
    public RepoTestCommand()
        : base("test", "Test whether the commit can be built without a network, and list what is missing. Exit code 1 if something is missing.")
    {
        Add(reference);
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        var result = await run.LocateRepository().TestAsync(run.Get(reference));
        run.Output.Write(RepoTestView.Instance, result);
        foreach (var missing in result.Missing)
        {
            run.Output.Line("  - " + Plain.Line(missing));
        }
        if (!result.Complete)
        {
            run.FailWith(ExitCodes.TestFailed);
        }
    }
}
