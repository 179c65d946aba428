using System.CommandLine;
using ContainerState.Cli.Output;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;

namespace ContainerState.Cli.Repo;

/// <summary><c>containerstate repo test</c></summary>
internal sealed class RepoTestCommand : CliCommand
{
    private readonly Option<string?> reference = new("--ref") { Description = "A branch, tag or commit; HEAD when left out.", HelpName = "REF" };

    /// <summary>Creates the command.</summary>
    public RepoTestCommand()
        : base("test", "Say whether the commit builds with no network, or what is missing. Exit code 1 when something is.")
    {
        Add(reference);
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override Task RunAsync(Invocation run)
    {
        var result = run.OpenRepository().Test(run.Get(reference));
        run.Output.Write(RepoTestView.Instance, result);
        foreach (var missing in result.Missing)
        {
            run.Output.Line("  - " + Plain.Line(missing));
        }
        if (!result.Complete)
        {
            run.FailWith(ExitCodes.TestFailed);
        }
        return Task.CompletedTask;
    }
}
