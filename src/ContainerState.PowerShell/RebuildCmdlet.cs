using System.Management.Automation;
using ContainerState.Rebuilds;

namespace ContainerState.PowerShell;

/// <summary>The base of cmdlets that are about the newest commit.</summary>
public abstract class RebuildCmdlet : RolloutCmdlet
{
    /// <summary>Pulls the repository first.</summary>
    [Parameter]
    public SwitchParameter Pull { get; set; }

    /// <summary>Updates the dependencies first.</summary>
    [Parameter]
    public SwitchParameter UpdateDependency { get; set; }

    /// <summary>Rolls out what there is even if the pull or the update fails.</summary>
    [Parameter]
    public SwitchParameter AllowFailedUpdate { get; set; }

    private protected override RebuildOptions Read() =>
        base.Read() with { Pull = Pull, UpdateDependencies = UpdateDependency, AllowFailedUpdate = AllowFailedUpdate };
}
