using System.CommandLine;
using ContainerState.Cli.Output;
using ContainerState.Cli.Running;
using ContainerState.Dependencies;

namespace ContainerState.Cli.Dependency;

/// <summary><c>containerstate dependency remove</c></summary>
internal sealed class DependencyRemoveCommand : CliCommand
{
    private readonly Argument<string[]> names = new("NAME") { Description = "The dependencies.", Arity = ArgumentArity.OneOrMore };

    /// <summary>Creates the command.</summary>
    public DependencyRemoveCommand()
        : base("remove", "Take dependencies and their components out, and commit that.")
    {
        Add(names);
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override Task RunAsync(Invocation run) => ForEachAsync(run, run.Require(names), name =>
    {
        // Opened for each: the one before has moved HEAD.
        StateDependencies.Remove(run.OpenRepository(), name);
        run.Output.Line($"Removed {Plain.Line(name)}.");
        return Task.CompletedTask;
    });
}
