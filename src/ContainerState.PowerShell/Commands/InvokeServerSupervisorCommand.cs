using System.Management.Automation;
using ContainerState.Supervisors;

namespace ContainerState.PowerShell.Commands;

/// <summary>Keeps so many healthy servers of an image, until Ctrl+C.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ServerSupervisor", SupportsShouldProcess = true, DefaultParameterSetName = ByPath)]
[OutputType(typeof(SupervisorEvent))]
public sealed class InvokeServerSupervisorCommand : SupervisorCmdlet
{
    private protected override void Serve(SupervisorOptions options, string what)
    {
        if (ShouldProcess(options.Name, $"Keep {what}"))
        {
            Run($"Supervising {options.Name}", options.Name, async call =>
            {
                var secrets = await Given.SecretsAsync(Secret, call.Cancel).ConfigureAwait(false);
                await ServerSupervisor.RunAsync(options with { Start = options.Start with { Secrets = secrets } }, call.Write, call.Cancel).ConfigureAwait(false);
            });
        }
    }
}
