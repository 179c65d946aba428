using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Servers;

namespace ContainerState.Cli.Host;

/// <summary><c>containerstate host check</c></summary>
internal sealed class HostCheckCommand : CliCommand
{
    /// <summary>Creates the command.</summary>
    public HostCheckCommand()
        : base("check", "List what this machine has and what it is missing, with remedies. Exit code 1 if something is missing.") => Add(HostOptions.Servers);

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        var checks = await new HostOverview(run.Host).CheckAsync(run.Get(HostOptions.Servers), run.Cancel);
        run.Output.WriteTable(HostCheckView.Instance, checks);
        if (checks.Any(check => !check.Passed))
        {
            run.FailWith(ExitCodes.TestFailed);
        }
    }
}
