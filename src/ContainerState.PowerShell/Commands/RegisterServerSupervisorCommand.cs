using System.Management.Automation;
using ContainerState.Supervisors;

namespace ContainerState.PowerShell.Commands;

/// <summary>Writes the systemd unit that runs a supervisor.</summary>
[Cmdlet(VerbsLifecycle.Register, "ServerSupervisor", SupportsShouldProcess = true, DefaultParameterSetName = ByPath)]
[OutputType(typeof(SupervisorRegistration))]
public sealed class RegisterServerSupervisorCommand : SupervisorCmdlet
{
    /// <summary>The folder that the unit is written to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string UnitFolder { get; set; } = SupervisorRegistrar.DefaultFolder;

    private protected override void Serve(SupervisorOptions options, string what)
    {
        var folder = FullPath(UnitFolder);
        if (TryAsk(options.Name, () => Given.SecretFiles(Secret), out var files)
            && TryAsk(options.Name, () => SupervisorRegistrar.PathOf(options, folder), out var path)
            && ShouldProcess(path, $"Write a unit that keeps {what}"))
        {
            Run($"Registering {options.Name}", options.Name, async call =>
                call.Write(await SupervisorRegistrar.RegisterAsync(options with { SecretFiles = files }, folder, cancel: call.Cancel).ConfigureAwait(false)));
        }
    }
}
