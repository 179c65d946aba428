using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Hosts;
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
        Advise(run, "What is missing:", checks.Where(check => !check.Passed));
        Advise(run, "What could be better:", checks.Where(check => check.Passed));
        if (checks.Any(check => !check.Passed))
        {
            run.FailWith(ExitCodes.TestFailed);
        }
    }

    private static void Advise(Invocation run, string title, IEnumerable<HostCheck> checks)
    {
        var lines = checks.Where(check => check.Remedy.Length > 0).Select(check => $"- {check.Name}: {check.Remedy}").ToList();
        if (lines.Count > 0)
        {
            lines.Prepend(title).ToList().ForEach(run.Output.Line);
        }
    }
}
