using System.Management.Automation;
using ContainerState.Supervisors;

namespace ContainerState.PowerShell.Commands;

/// <summary>Keeps a set number of healthy servers of an image running, until Ctrl+C.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ServerSupervisor", SupportsShouldProcess = true, DefaultParameterSetName = ByPath)]
[OutputType(typeof(SupervisorEvent))]
public sealed class InvokeServerSupervisorCommand : SupervisorCmdlet
{
    private protected override void Serve(SupervisorOptions options, string what)
    {
        if (ShouldProcess(options.Name, $"Keep {what}"))
        {
            Run($"Supervising {options.Name}", options.Name, call => new ServerSupervisor(ThisHost).RunAsync(options, call.Write, call.Cancel));
        }
    }
}
