using System.Management.Automation;
using ContainerState.Supervisors;

namespace ContainerState.PowerShell.Commands;

/// <summary>Writes the systemd unit that runs a supervisor.</summary>
[Cmdlet(VerbsLifecycle.Register, "ServerSupervisor", SupportsShouldProcess = true, DefaultParameterSetName = ByPath)]
[OutputType(typeof(SupervisorRegistration))]
public sealed class RegisterServerSupervisorCommand : SupervisorCmdlet
{
    /// <summary>The folder to write the unit to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string UnitFolder { get; set; } = SupervisorRegistrar.DefaultFolder;

    private protected override void Serve(SupervisorOptions options, string what)
    {
        if (TryAsk(UnitFolder, () => FullPath(UnitFolder), out var folder)
            && TryAsk(options.Name, () => SupervisorRegistrar.PathOf(options, folder), out var path)
            && ShouldProcess(path, $"Write a unit that keeps {what}"))
        {
            Run($"Registering {options.Name}", options.Name, async call =>
                call.Write(await SupervisorRegistrar.RegisterAsync(options, folder, cancel: call.Cancel)));
        }
    }
}
