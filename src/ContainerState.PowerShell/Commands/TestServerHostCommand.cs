using System.Management.Automation;
using ContainerState.Hosts;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Commands;

/// <summary>Lists what this host has and what it is missing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ServerHost")]
[OutputType(typeof(HostCheck))]
public sealed class TestServerHostCommand : CoreCmdlet
{
    /// <summary>How many servers the host should be able to hold; default: the number from the last setup, or 100.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(1, 1008)]
    public int? Servers { get; set; }

    /// <summary>Runs the checks.</summary>
    protected override void ProcessRecord() =>
        Run("Looking at this host", null, async call =>
        {
            foreach (var check in await new HostOverview(ThisHost).CheckAsync(Servers, call.Cancel))
            {
                call.Write(check);
            }
        });
}
