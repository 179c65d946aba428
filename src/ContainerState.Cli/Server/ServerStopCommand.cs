using System.CommandLine;
using ContainerState.Cli.Output;
using ContainerState.Cli.Running;
using ContainerState.Servers;

namespace ContainerState.Cli.Server;

/// <summary><c>containerstate server stop</c></summary>
internal sealed class ServerStopCommand : CliCommand
{
    private readonly Argument<string[]> names = new("NAME") { Description = "The servers, with *, ? and [a-c] as wildcards.", Arity = ArgumentArity.OneOrMore, CompletionSources = { Names.Servers } };

    private readonly Option<bool> force = new("--force") { Description = "Do not ask for confirmation, and also clean up servers whose record is damaged." };

    /// <summary>Creates the command.</summary>
    public ServerStopCommand()
        : base("stop", "Kill everything in servers at once, and clean up what they had on the host.")
    {
        Add(names);
        Add(force);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        var forced = run.Get(force);
        if (!forced && (run.Output.Json || Console.IsInputRedirected || Console.IsErrorRedirected))
        {
            throw new UsageException("Stopping kills a server, and there is no terminal to ask for confirmation.", "Give --force.");
        }
        var servers = ServerNames.Find(run, run.Require(names));
        if (servers.Count == 0 || (!forced && !Confirmed(servers)))
        {
            return;
        }
        var stops = new ServerStops(run.Host, forced, run.Cancel);
        foreach (var server in servers)
        {
            stops.Add(server);
        }
        await foreach (var (server, fault) in stops.EndAsync())
        {
            if (fault is null)
            {
                run.Output.Line($"Stopped {Plain.Line(server.Name)}.");
            }
            else
            {
                run.Fail(fault);
            }
        }
    }

    private static bool Confirmed(IReadOnlyList<EphemeralServer> servers)
    {
        Console.Error.Write($"Kill {Plain.Line(string.Join(", ", servers.Select(server => server.Name)))}? [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
