using System.Management.Automation;
using ContainerState.Hosts;

namespace ContainerState.PowerShell.Commands;

/// <summary>Sets this host up to build and run servers.</summary>
[Cmdlet(VerbsData.Initialize, "ServerHost", SupportsShouldProcess = true)]
[OutputType(typeof(HostCheck))]
public sealed class InitializeServerHostCommand : CoreCmdlet
{
    /// <summary>How many servers it is to hold; as at the last set-up, else 100, when left out.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(1, 1008)]
    public int? Servers { get; set; }

    /// <summary>Sets it up.</summary>
    protected override void ProcessRecord()
    {
        IReadOnlyList<string> plan = [];
        if (!Run("Looking at this host", null, async call => plan = await ServerHost.PlanSetUpAsync(Servers, call.Cancel).ConfigureAwait(false)))
        {
            return;
        }
        // Nothing to do is not worth a question, nor does it need root.
        if (plan.Count == 0)
        {
            Run("Looking at this host", null, call => WriteAsync(call, ServerHost.CheckAsync(Servers, call.Cancel)));
        }
        else if (ShouldProcess(Environment.MachineName, string.Join(" ", plan)))
        {
            Run("Setting this host up", null, call => WriteAsync(call, ServerHost.SetUpAsync(Servers, call, call.Cancel)));
        }
    }

    private static async Task WriteAsync(CoreCall call, Task<IReadOnlyList<HostCheck>> checks)
    {
        foreach (var check in await checks.ConfigureAwait(false))
        {
            call.Write(check);
        }
    }
}
