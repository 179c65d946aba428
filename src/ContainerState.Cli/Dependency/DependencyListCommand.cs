using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Dependencies;

namespace ContainerState.Cli.Dependency;

/// <summary><c>containerstate dependency list</c></summary>
internal sealed class DependencyListCommand : CliCommand
{
    private readonly Argument<string?> name = new("NAME") { Description = "A name; * and ? and [a-c] stand for others. All when left out.", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>Creates the command.</summary>
    public DependencyListCommand()
        : base("list", "List the dependencies that HEAD pins.")
    {
        Add(name);
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override Task RunAsync(Invocation run)
    {
        run.Output.WriteTable(DependencyView.Instance, StateDependencies.Find(run.OpenRepository(), run.Get(name) ?? "*"));
        return Task.CompletedTask;
    }
}
