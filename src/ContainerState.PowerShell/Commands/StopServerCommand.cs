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

    /// <summary>Ask no question, and clear up a server whose state is damaged, too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Hand on what was stopped.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Says what became of each.</summary>
    protected override void EndProcessing()
    {
        if (stops is null)
        {
            return;
        }
        var results = new List<(EphemeralServer Server, Exception? Fault)>();
        Run("Stopping servers", null, async call =>
        {
            await foreach (var result in stops.EndAsync().ConfigureAwait(false))
            {
                results.Add(result);
            }
        });
        // Also when the clearing up after the last of them failed, which was told by itself.
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

    /// <summary>Lets what was begun come to its end, also when the pipeline was stopped before its end.</summary>
    public void Dispose() => stops?.WhenOverAsync().GetAwaiter().GetResult();

    // Each dies while the pipeline brings the next.
    private protected override void Serve(EphemeralServer server)
    {
        if (Agreed(server))
        {
            stops ??= new ServerStops(Force, Stop);
            stops.Add(server);
        }
    }

    // -Force skips the question that the impact asks; not -WhatIf, and not a -Confirm that was typed.
    private bool Agreed(EphemeralServer server) =>
        (Force && !IsOn("Confirm") && !IsOn("WhatIf") && !LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference")))
        || ShouldProcess(server.Name, "Kill server");

    private bool IsOn(string parameter) =>
        MyInvocation.BoundParameters.TryGetValue(parameter, out var value) && LanguagePrimitives.IsTrue(value);
}
