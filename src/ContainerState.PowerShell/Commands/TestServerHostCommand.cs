using System.Management.Automation;
using ContainerState.Hosts;

namespace ContainerState.PowerShell.Commands;

/// <summary>Says what this host has and lacks.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ServerHost")]
[OutputType(typeof(HostCheck))]
public sealed class TestServerHostCommand : CoreCmdlet
{
    /// <summary>Looks.</summary>
    protected override void ProcessRecord() =>
        Run("Looking at this host", null, async call =>
        {
            foreach (var check in await ServerHost.CheckAsync(call.Cancel).ConfigureAwait(false))
            {
                call.Write(check);
            }
        });
}
