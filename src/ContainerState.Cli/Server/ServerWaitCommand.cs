using System.CommandLine;
using System.Diagnostics;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Servers;

namespace ContainerState.Cli.Server;

/// <summary><c>containerstate server wait</c></summary>
internal sealed class ServerWaitCommand : CliCommand
{
    private readonly Argument<string[]> names = new("NAME") { Description = "The servers, with *, ? and [a-c] as wildcards.", Arity = ArgumentArity.OneOrMore, CompletionSources = { Names.Servers } };

    private readonly Option<double> timeout = new("--timeout") { Description = "Seconds to wait, for all servers together.", HelpName = "SECONDS", DefaultValueFactory = _ => 60 };

    /// <summary>Creates the command.</summary>
    public ServerWaitCommand()
        : base("wait", "Wait until the checks in state.yaml pass. If a server ends first, this is an error at once.")
    {
        Add(names);
        Add(timeout);
    }

    /// <inheritdoc/>
    protected override Task RunAsync(Invocation run)
    {
        var seconds = run.Get(timeout);
        if (seconds is not (>= 0 and <= 86400))
        {
            throw new UsageException($"--timeout {seconds} is out of range.", "Give seconds, from 0 to 86400.");
        }
        var clock = Stopwatch.StartNew();
        return ForEachAsync(run, ServerNames.Find(run, run.Require(names)), async server =>
        {
            await new EphemeralServers(run.Host).WaitAsync(server, TimeSpan.FromSeconds(seconds) - clock.Elapsed, run.Cancel);
            run.Output.Write(ServerView.Instance, server);
        });
    }
}
