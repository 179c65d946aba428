using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Imports;

namespace ContainerState.Cli.Dependency;

/// <summary><c>containerstate dependency list</c></summary>
internal sealed class DependencyListCommand : CliCommand
{
    private readonly Argument<string?> name = new("NAME") { Description = "A name, with *, ? and [a-c] as wildcards; default: all.", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>Creates the command.</summary>
    public DependencyListCommand()
        : base("list", "List the dependencies that HEAD pins.")
    {
        Add(name);
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        run.Output.WriteTable(DependencyView.Instance, await StateDependencies.FindAsync(run.OpenRepository(), run.Get(name) ?? "*"));
    }
}
