using System.CommandLine;
using ContainerState.Cli.Output;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Logs;
using ContainerState.Servers;

namespace ContainerState.Cli.Server;

/// <summary><c>containerstate server log</c></summary>
internal sealed class ServerLogCommand : CliCommand
{
    private readonly Argument<string[]> names = new("NAME")
    {
        Description = "The servers, with *, ? and [a-c] as wildcards. A server that has a log server may already be gone.",
        Arity = ArgumentArity.OneOrMore,
        CompletionSources = { Names.Servers },
    };

    private readonly Option<bool> follow = new("--follow") { Description = "Keep printing new lines until the servers have ended." };

    private readonly Option<int?> tail = new("--tail") { Description = "Print only this many of the last lines of each server.", HelpName = "N" };

    private readonly Option<DateTimeOffset?> since = new("--since") { Description = "Print only lines from this time on, such as 2026-01-31T12:00Z; the server must have a log server.", HelpName = "TIME" };

    private readonly Option<LogSource> source = new("--source") { Description = "Which log to print: the console, or what was sent to /dev/log.", HelpName = "console|syslog" };

    private readonly Option<bool> drop = new("--drop")
    {
        Description = "Print nothing: drop what waits for the log server, of servers that are gone too. What a server writes later is sent.",
    };

    /// <summary>Creates the command.</summary>
    public ServerLogCommand()
        : base("log", "Print what servers wrote to their consoles or to /dev/log, or drop what cannot be delivered of it.")
    {
        Add(names);
        Add(follow);
        Add(tail);
        Add(since);
        // Otherwise the error for any other word would show an internal type name.
        source.AcceptOnlyFromAmong("console", "syslog");
        Add(source);
        Add(drop);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        if (run.Get(drop))
        {
            await DropAsync(run);
            return;
        }
        var last = run.Get(tail);
        if (last < 0)
        {
            throw new UsageException($"--tail {last} is out of range.", "Give a number of lines, 0 or more.");
        }
        var servers = new OrderedDictionary<string, EphemeralServer>(StringComparer.Ordinal);
        await ForEachAsync(run, run.Require(names), name =>
        {
            foreach (var server in new ServerLogFinder(run.Host).FindAll(name))
            {
                servers.TryAdd(server.Name, server);
            }
            return Task.CompletedTask;
        });
        foreach (var server in servers.Values.Where(server => server.LogFault is not null))
        {
            run.Output.Warning(ServerLog.Warning(server.Name, server.LogServer, server.LogFault!));
        }
        var from = run.Get(since)?.UtcDateTime;
        var prefixed = servers.Count > 1;
        if (run.Get(follow))
        {
            await foreach (var line in new EphemeralServers(run.Host).FollowAsync(servers.Values, run.Get(source), last, from, (_, fault) => run.Fail(fault), run.Cancel))
            {
                Show(run, line, prefixed);
            }
            return;
        }
        await ForEachAsync(run, servers.Values, server =>
        {
            foreach (var line in ServerLog.Read(server.Name, ServerLogFinder.PathOf(server, run.Get(source)), last, from))
            {
                run.Cancel.ThrowIfCancellationRequested();
                Show(run, line, prefixed);
            }
            return Task.CompletedTask;
        });
    }

    private async Task DropAsync(Invocation run)
    {
        if (((Option[])[follow, tail, since, source]).FirstOrDefault(run.Typed) is { } other)
        {
            throw new UsageException($"--drop drops all that waits of a log, and does not go with {other.Name}.", "Leave one of them out.");
        }
        var logs = new UndeliveredLogs(run.Host);
        var servers = new OrderedDictionary<string, EphemeralServer>(StringComparer.Ordinal);
        await ForEachAsync(run, run.Require(names), name =>
        {
            foreach (var server in logs.Find(name))
            {
                servers.TryAdd(server.Name, server);
            }
            return Task.CompletedTask;
        });
        await ForEachAsync(run, servers.Values, async server =>
        {
            var dropped = await logs.DropAsync(server, run.Cancel);
            if (dropped.Count == 0)
            {
                run.Output.Line($"Nothing of the log of {Plain.Line(server.Name)} waits for a log server.");
            }
            foreach (var one in dropped)
            {
                if (run.Output.Json)
                {
                    run.Output.Write(DroppedLogView.Instance, one);
                }
                else
                {
                    run.Output.Line(Plain.Line($"Dropped {one.DroppedBytes} bytes of the log of {one.Server} that waited for {one.LogServer}."));
                }
            }
        });
    }

    private static void Show(Invocation run, ServerLogLine line, bool prefixed)
    {
        if (run.Output.Json)
        {
            run.Output.Write(LogLineView.Instance, line);
        }
        else
        {
            run.Output.Line(Plain.Line(prefixed ? $"{line.Server} | {line.Text}" : line.Text));
        }
    }
}
