using System.Management.Automation;
using ContainerState.Hosts;

namespace ContainerState.PowerShell.Commands;

/// <summary>Says what this host has and lacks.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ServerHost")]
[OutputType(typeof(HostCheck))]
public sealed class TestServerHostCommand : CoreCmdlet
{
    /// <summary>How many servers it is to hold; as at the last set-up, else 100, when left out.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(1, 1008)]
    public int? Servers { get; set; }

    /// <summary>Looks.</summary>
    protected override void ProcessRecord() =>
        Run("Looking at this host", null, async call =>
        {
            foreach (var check in await ServerHost.CheckAsync(Servers, call.Cancel).ConfigureAwait(false))
            {
                call.Write(check);
            }
        });
}
