using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Hosts;

namespace ContainerState.Cli.Host;

/// <summary><c>containerstate host check</c></summary>
internal sealed class HostCheckCommand : CliCommand
{
    /// <summary>Creates the command.</summary>
    public HostCheckCommand()
        : base("check", "Say what this machine has and lacks, each with its remedy. Exit code 1 when it lacks something.") => Add(HostOptions.Servers);

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        var checks = await ServerHost.CheckAsync(run.Get(HostOptions.Servers), run.Cancel);
        run.Output.WriteTable(HostCheckView.Instance, checks);
        if (checks.Any(check => !check.Passed))
        {
            run.FailWith(ExitCodes.TestFailed);
        }
    }
}
