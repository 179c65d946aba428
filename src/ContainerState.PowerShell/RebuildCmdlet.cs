using System.Management.Automation;
using ContainerState.PowerShell.Completion;
using ContainerState.Rebuilds;

namespace ContainerState.PowerShell;

/// <summary>The base of cmdlets that are about the newest commit.</summary>
public abstract class RebuildCmdlet : RolloutCmdlet
{
    /// <summary>Pulls the repository first.</summary>
    [Parameter]
    public SwitchParameter Pull { get; set; }

    /// <summary>The dependencies to update first; wildcards match any number of them.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DependencyNameCompleter))]
    public string[] UpdateDependency { get; set; } = [];

    /// <summary>Rolls out what there is even if the pull or the update fails.</summary>
    [Parameter]
    public SwitchParameter AllowFailedUpdate { get; set; }

    private protected override RebuildOptions Read() =>
        base.Read() with { Pull = Pull, UpdateDependencies = UpdateDependency, AllowFailedUpdate = AllowFailedUpdate };
}
