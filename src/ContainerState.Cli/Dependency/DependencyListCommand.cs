using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Imports;
using ContainerState.Imports.Updates;

namespace ContainerState.Cli.Dependency;

/// <summary><c>containerstate dependency list</c></summary>
internal sealed class DependencyListCommand : CliCommand
{
    private readonly Argument<string?> name = new("NAME") { Description = "A name, with *, ? and [a-c] as wildcards; default: all.", Arity = ArgumentArity.ZeroOrOne, CompletionSources = { Names.Dependencies } };

    private readonly Option<bool> outdated = new("--outdated") { Description = "Ask where they come from, and list only those for which there is something newer, with what lies between. Nothing is changed." };

    /// <summary>Creates the command.</summary>
    public DependencyListCommand()
        : base("list", "List the dependencies that HEAD pins.")
    {
        Add(name);
        Add(outdated);
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        if (run.Get(outdated))
        {
            var options = new DependencyUpdateOptions { Names = run.Get(name) is { } only ? [only] : [], DryRun = true };
            var result = await StateDependencies.UpdateAsync(run.Host, run.OpenRepository(), options, run.Progress, run.Cancel);
            DependencyUpdateCommand.Show(run, result, result.Outdated);
            return;
        }
        run.Output.WriteTable(DependencyView.Instance, await StateDependencies.FindAsync(run.OpenRepository(), run.Get(name) ?? "*"));
    }
}
