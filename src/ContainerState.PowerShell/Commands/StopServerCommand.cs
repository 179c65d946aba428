using System.Management.Automation;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Commands;

/// <summary>Kills servers.</summary>
[Cmdlet(VerbsLifecycle.Stop, "Server", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = ByName)]
[Alias("Stop-EphemeralServer")]
[OutputType(typeof(EphemeralServer))]
public sealed class StopServerCommand : ServerCmdlet
{
    /// <summary>Ask no question, and clear up a server whose state is damaged, too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Hand on what was stopped.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Serve(EphemeralServer server)
    {
        if (Agreed(server)
            && Run($"Stopping {server.Name}", server, call => EphemeralServers.StopAsync(server, Force, call.Cancel))
            && PassThru)
        {
            WriteObject(server);
        }
    }

    // -Force skips the question that the impact asks; not -WhatIf, and not a -Confirm that was typed.
    private bool Agreed(EphemeralServer server) =>
        (Force && !IsOn("Confirm") && !IsOn("WhatIf") && !LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference")))
        || ShouldProcess(server.Name, "Kill server");

    private bool IsOn(string parameter) =>
        MyInvocation.BoundParameters.TryGetValue(parameter, out var value) && LanguagePrimitives.IsTrue(value);
}
