using System.CommandLine;
using ContainerState.Cli.Output;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Servers;

namespace ContainerState.Cli.Server;

/// <summary><c>containerstate server test</c></summary>
internal sealed class ServerTestCommand : CliCommand
{
    private readonly Argument<string[]> names = new("NAME") { Description = "The servers, with the wildcards * and ?.", Arity = ArgumentArity.OneOrMore };

    /// <summary>Creates the command.</summary>
    public ServerTestCommand()
        : base("test", "Run the checks of servers. Exit code 1 when one fails.") => Add(names);

    /// <inheritdoc/>
    protected override Task RunAsync(Invocation run) => ForEachAsync(run, ServerNames.Find(run, run.Require(names)), async server =>
    {
        var result = await EphemeralServers.TestAsync(server, run.Cancel);
        if (run.Output.Json)
        {
            run.Output.Write(ServerTestView.Instance, result);
        }
        else
        {
            run.Output.Line($"{Plain.Line(server.Name)} {(result.Passed ? "passed" : "FAILED")} in {Plain.Duration(result.Duration)}");
            run.Output.WriteTable(CheckResultView.Instance, result.Checks);
        }
        if (!result.Passed)
        {
            run.FailWith(ExitCodes.TestFailed);
        }
    });
}
