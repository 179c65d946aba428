using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Imports;
using ContainerState.Imports.Packages;
using ContainerState.Imports.Updates;

namespace ContainerState.Cli.Dependency;

/// <summary><c>containerstate dependency list</c></summary>
internal sealed class DependencyListCommand : CliCommand
{
    private readonly Argument<string?> name = new("NAME") { Description = "A name, with *, ? and [a-c] as wildcards; default: all.", Arity = ArgumentArity.ZeroOrOne, CompletionSources = { Names.Dependencies } };

    private readonly Option<bool> outdated = new("--outdated") { Description = "Ask where they come from, and list only those for which there is something newer, with what lies between. Nothing is changed." };

    private readonly Option<bool> packages = new("--packages") { Description = "List the packages in them, with their versions and licences, as the commit records them." };

    /// <summary>Creates the command.</summary>
    public DependencyListCommand()
        : base("list", "List the dependencies that HEAD pins.")
    {
        Add(name);
        Add(outdated);
        Add(packages);
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        if (run.Get(packages))
        {
            if (run.Get(outdated))
            {
                throw new UsageException("--packages and --outdated do not go together.", "Leave one of them out.");
            }
            run.Output.WriteTable(PackageView.Instance, await StatePackages.FindAsync(run.OpenRepository(), run.Get(name) ?? "*", run.Cancel));
            return;
        }
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
