using System.CommandLine;
using ContainerState.Cli.Output;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Hosts;

namespace ContainerState.Cli.Host;

/// <summary><c>containerstate host setup</c></summary>
internal sealed class HostSetupCommand : CliCommand
{
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Only say what would be done; does not need root." };

    /// <summary>Creates the command.</summary>
    public HostSetupCommand()
        : base("setup", "Install and set up what this machine is missing. Needs root; can be run again at any time.")
    {
        Add(dryRun);
        Add(HostOptions.Servers);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        var plan = await new ServerHost(run.Host).PlanSetUpAsync(run.Get(HostOptions.Servers), run.Cancel);
        if (plan.Count == 0)
        {
            run.Output.Line("This host has all it needs.");
        }
        foreach (var step in plan)
        {
            run.Output.Line("- " + Plain.Line(step));
        }
        if (run.Get(dryRun))
        {
            return;
        }
        var checks = await new ServerHost(run.Host).SetUpAsync(run.Get(HostOptions.Servers), run.Progress, run.Cancel);
        run.Output.WriteTable(HostCheckView.Instance, checks);
        if (checks.Any(check => !check.Passed))
        {
            run.FailWith(ExitCodes.TestFailed);
        }
    }
}
