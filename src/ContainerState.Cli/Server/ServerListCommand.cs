using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;

namespace ContainerState.Cli.Server;

/// <summary><c>containerstate server list</c></summary>
internal sealed class ServerListCommand : CliCommand
{
    private readonly Argument<string?> name = new("NAME") { Description = "A name; * and ? and [a-c] stand for others. All when left out.", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>Creates the command.</summary>
    public ServerListCommand()
        : base("list", "List the servers of this host.") => Add(name);

    /// <inheritdoc/>
    protected override Task RunAsync(Invocation run)
    {
        run.Output.WriteTable(ServerView.Instance, ServerNames.Find(run, [run.Get(name) ?? "*"]));
        return Task.CompletedTask;
    }
}
