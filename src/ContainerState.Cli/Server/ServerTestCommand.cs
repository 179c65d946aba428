using System.CommandLine;
using ContainerState.Cli.Output;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Logs;
using ContainerState.Servers;

namespace ContainerState.Cli.Server;

/// <summary><c>containerstate server test</c></summary>
internal sealed class ServerTestCommand : CliCommand
{
    private readonly Argument<string[]> names = new("NAME") { Description = "The servers, with *, ? and [a-c] as wildcards.", Arity = ArgumentArity.OneOrMore, CompletionSources = { Names.Servers } };

    private readonly Option<bool> watch = new("--watch") { Description = "Keep testing, and report changes, until all servers have ended." };

    private readonly Option<double> interval = new("--interval") { Description = "Seconds between two tests with --watch.", HelpName = "SECONDS", DefaultValueFactory = _ => 5 };

    /// <summary>Creates the command.</summary>
    public ServerTestCommand()
        : base("test", "Run the checks of servers. Exit code 1 if one fails.")
    {
        Add(names);
        Add(watch);
        Add(interval);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        var pause = run.Get(interval);
        if (pause is not (>= 0.1 and <= 3600))
        {
            throw new UsageException($"--interval {pause} is out of range.", "Give seconds, from 0.1 to 3600.");
        }
        var servers = ServerNames.Find(run, run.Require(names));
        if (!run.Get(watch))
        {
            await ForEachAsync(run, servers, async server => Show(run, await new EphemeralServers(run.Host).TestAsync(server, run.Fail, run.Cancel)));
            return;
        }
        await foreach (var result in new EphemeralServers(run.Host).WatchAsync(servers, TimeSpan.FromSeconds(pause), run.Cancel))
        {
            Show(run, result);
        }
    }

    private static void Show(Invocation run, ServerTestResult result)
    {
        if (result.Server.LogFault is { } fault)
        {
            run.Output.Warning(ServerLog.Warning(result.Server.Name, result.Server.LogServer, fault));
        }
        if (run.Output.Json)
        {
            run.Output.Write(ServerTestView.Instance, result);
        }
        else
        {
            run.Output.Line($"{Plain.Line(result.Server.Name)} {(result.Passed ? "passed" : "FAILED")} in {Plain.Duration(result.DurationSeconds)}");
            run.Output.WriteTable(CheckResultView.Instance, result.Checks);
        }
        if (!result.Passed)
        {
            run.FailWith(ExitCodes.TestFailed);
        }
    }
}
