using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Servers;

namespace ContainerState.Cli.Volume;

/// <summary><c>containerstate volume list</c></summary>
internal sealed class VolumeListCommand : CliCommand
{
    private readonly Argument<string?> name = new("NAME") { Description = "A name, with *, ? and [a-c] as wildcards; default: all.", Arity = ArgumentArity.ZeroOrOne, CompletionSources = { Names.Volumes } };

    /// <summary>Creates the command.</summary>
    public VolumeListCommand()
        : base("list", "List the volumes on this host, and the servers that have them.") => Add(name);

    /// <inheritdoc/>
    protected override Task RunAsync(Invocation run)
    {
        run.Output.WriteTable(VolumeView.Instance, new ServerVolumes(run.Host).Find(run.Get(name) ?? "*"));
        return Task.CompletedTask;
    }
}
