using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Hosts;

namespace ContainerState.Cli.Host;

/// <summary><c>containerstate host packages</c></summary>
internal sealed class HostPackagesCommand : CliCommand
{
    private readonly Option<bool> onDemand = new("--on-demand") { Description = "List those that only some dependencies, a log server or a volume need." };

    /// <summary>Creates the command.</summary>
    public HostPackagesCommand()
        : base("packages", "List the Debian packages that a host needs, one on each line.") => Add(onDemand);

    /// <inheritdoc/>
    protected override Task RunAsync(Invocation run)
    {
        foreach (var package in run.Get(onDemand) ? ServerHost.PackagesOnDemand : ServerHost.Packages)
        {
            if (run.Output.Json)
            {
                run.Output.Write(HostPackageView.Instance, package);
            }
            else
            {
                run.Output.Line(package);
            }
        }
        return Task.CompletedTask;
    }
}
