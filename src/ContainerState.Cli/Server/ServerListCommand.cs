using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Servers;

namespace ContainerState.Cli.Server;

/// <summary><c>containerstate server list</c></summary>
internal sealed class ServerListCommand : CliCommand
{
    private readonly Argument<string?> name = new("NAME") { Description = "A name, with *, ? and [a-c] as wildcards; default: all.", Arity = ArgumentArity.ZeroOrOne, CompletionSources = { Names.Servers } };

    private readonly Option<bool> ended = new("--ended") { Description = "List the last servers that ended and were stopped or cleared up, with the reason." };

    /// <summary>Creates the command.</summary>
    public ServerListCommand()
        : base("list", "List the servers on this host.")
    {
        Add(name);
        Add(ended);
    }

    /// <inheritdoc/>
    protected override Task RunAsync(Invocation run)
    {
        run.Output.WriteTable(
            ServerView.Instance,
            run.Get(ended) ? new EphemeralServers(run.Host).ListEnded(run.Get(name)) : ServerNames.Find(run, [run.Get(name) ?? "*"]));
        return Task.CompletedTask;
    }
}
