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
    private readonly Argument<string> name = new("NAME") { Description = "The server; with a log server, also one that is gone." };

    private readonly Option<bool> follow = new("--follow") { Description = "Go on with each new line until the server is gone." };

    private readonly Option<int?> tail = new("--tail") { Description = "Only so many of the last lines.", HelpName = "N" };

    private readonly Option<DateTimeOffset?> since = new("--since") { Description = "Only lines from this time on, such as 2026-01-31T12:00Z; the server must have a log server.", HelpName = "TIME" };

    private readonly Option<LogSource> source = new("--source") { Description = "What is printed: the console, or what was sent to /dev/log.", HelpName = "console|syslog" };

    /// <summary>Creates the command.</summary>
    public ServerLogCommand()
        : base("log", "Print what a server wrote to its console, or to /dev/log.")
    {
        Add(name);
        Add(follow);
        Add(tail);
        Add(since);
        // Else the error for another word shows a type of ours.
        source.AcceptOnlyFromAmong("console", "syslog");
        Add(source);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        var last = run.Get(tail);
        if (last < 0)
        {
            throw new UsageException($"--tail {last} is not possible.", "Give a number of lines, 0 or more.");
        }
        var server = ServerLogs.Find(run.Require(name));
        if (server.LogFault is { } fault)
        {
            run.Output.Warning(ServerLog.Warning(server.Name, server.LogServer, fault));
        }
        var from = run.Get(since)?.UtcDateTime;
        var path = ServerLogs.PathOf(server, run.Get(source));
        if (run.Get(follow))
        {
            await foreach (var line in ServerLog.FollowAsync(server.Name, path, last, from, run.Cancel))
            {
                Show(run, line);
            }
            return;
        }
        foreach (var line in ServerLog.Read(server.Name, path, last, from))
        {
            run.Cancel.ThrowIfCancellationRequested();
            Show(run, line);
        }
    }

    private static void Show(Invocation run, ServerLogLine line)
    {
        if (run.Output.Json)
        {
            run.Output.Write(LogLineView.Instance, line);
        }
        else
        {
            run.Output.Line(Plain.Line(line.Text));
        }
    }
}
