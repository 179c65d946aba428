using System.Management.Automation;
using ContainerState.Hosts;

namespace ContainerState.PowerShell.Commands;

/// <summary>Sets up this host to build and run servers.</summary>
[Cmdlet(VerbsData.Initialize, "ServerHost", SupportsShouldProcess = true)]
[OutputType(typeof(HostCheck))]
public sealed class InitializeServerHostCommand : CoreCmdlet
{
    /// <summary>How many servers the host should be able to hold; default: the number from the last setup, or 100.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(1, 1008)]
    public int? Servers { get; set; }

    /// <summary>Sets it up.</summary>
    protected override void ProcessRecord()
    {
        IReadOnlyList<string> plan = [];
        if (!Run("Looking at this host", null, async call => plan = await new ServerHost(ThisHost).PlanSetUpAsync(Servers, call.Cancel)))
        {
            return;
        }
        // If there is nothing to do, do not ask and do not require root.
        if (plan.Count == 0)
        {
            Run("Looking at this host", null, call => WriteAsync(call, new ServerHost(ThisHost).CheckAsync(Servers, call.Cancel)));
        }
        else if (ShouldProcess(Environment.MachineName, string.Join(" ", plan)))
        {
            Run("Setting this host up", null, call => WriteAsync(call, new ServerHost(ThisHost).SetUpAsync(Servers, call, call.Cancel)));
        }
    }

    private static async Task WriteAsync(CoreCall call, Task<IReadOnlyList<HostCheck>> checks)
    {
        foreach (var check in await checks)
        {
            call.Write(check);
        }
    }
}
