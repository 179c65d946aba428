using System.Management.Automation;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Commands;

/// <summary>Kills servers.</summary>
[Cmdlet(VerbsLifecycle.Stop, "Server", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = ByName)]
[Alias("Stop-EphemeralServer")]
[OutputType(typeof(EphemeralServer))]
public sealed class StopServerCommand : ServerCmdlet, IDisposable
{
    private ServerStops? stops;

    /// <summary>Do not ask for confirmation, and also clean up a server whose record is damaged.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Return what was stopped.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Reports the result for each server.</summary>
    protected override void EndProcessing()
    {
        if (stops is null)
        {
            return;
        }
        var results = new List<(EphemeralServer Server, Exception? Fault)>();
        Run("Stopping servers", null, async call =>
        {
            await foreach (var result in stops.EndAsync())
            {
                results.Add(result);
            }
        });
        // Also if the clean-up after the last of them failed, which was reported separately.
        foreach (var (server, fault) in results)
        {
            if (fault is not null)
            {
                WriteError(fault, server);
            }
            else if (PassThru)
            {
                WriteObject(server);
            }
        }
    }

    /// <summary>Lets what was started finish, even if the pipeline was stopped early.</summary>
    public void Dispose() => stops?.WhenOverAsync().GetAwaiter().GetResult();

    // Each server dies while the pipeline delivers the next.
    private protected override void Serve(EphemeralServer server)
    {
        if (Agreed(Force, server.Name, "Kill server"))
        {
            stops ??= new ServerStops(ThisHost, Force, Stop);
            stops.Add(server);
        }
    }
}
