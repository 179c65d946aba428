using System.CommandLine;
using ContainerState.Cli.Output;
using ContainerState.Cli.Running;
using ContainerState.Imports;

namespace ContainerState.Cli.Dependency;

/// <summary><c>containerstate dependency remove</c></summary>
internal sealed class DependencyRemoveCommand : CliCommand
{
    private readonly Argument<string[]> names = new("NAME") { Description = "The dependencies.", Arity = ArgumentArity.OneOrMore, CompletionSources = { Names.Dependencies } };

    /// <summary>Creates the command.</summary>
    public DependencyRemoveCommand()
        : base("remove", "Remove dependencies and the components that were added with them, and commit the change.")
    {
        Add(names);
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override Task RunAsync(Invocation run) => ForEachAsync(run, run.Require(names), async name =>
    {
        // Opened for each one, because the one before has moved HEAD.
        foreach (var warning in await StateDependencies.RemoveAsync(run.OpenRepository(), name))
        {
            run.Output.Warning(warning);
        }
        run.Output.Line($"Removed {Plain.Line(name)}.");
    });
}
