using System.Management.Automation;
using ContainerState.Rebuilds;

namespace ContainerState.PowerShell.Commands;

/// <summary>Builds the newest commit, starts its servers beside the old ones, tests them, and stops the old ones, or the new ones.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ServerRebuild", SupportsShouldProcess = true, DefaultParameterSetName = ByPath)]
[OutputType(typeof(RebuildReport))]
public sealed class InvokeServerRebuildCommand : RebuildCmdlet
{
    /// <summary>The file that Register-ServerRebuild writes, in place of all other parameters but -Force.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BySettings)]
    [ValidateNotNullOrEmpty]
    public string? SettingsPath { get; set; }

    private protected override RebuildOptions Read() => SettingsPath is { } file ? ReadSettings(file) : base.Read();

    private protected override void Serve(RebuildOptions options)
    {
        if (ShouldProcess(options.Name, $"Replace the servers with those of the newest commit of {options.Repository.Path}"))
        {
            Roll($"Rebuilding {options.Name}", options, call => new ServerRebuilds(ThisHost).RebuildAsync(options, call, call.Warn, call.Cancel));
        }
    }
}
