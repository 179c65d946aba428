using System.Management.Automation;
using ContainerState.Rebuilds;

namespace ContainerState.PowerShell.Commands;

/// <summary>Builds the newest commit, starts its servers beside the old ones, tests them, and stops the old ones, or the new ones.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ServerRebuild", SupportsShouldProcess = true, DefaultParameterSetName = ByPath)]
[OutputType(typeof(RebuildReport))]
public sealed class InvokeServerRebuildCommand : RebuildCmdlet
{
    private protected override void Serve(RebuildOptions options)
    {
        if (ShouldProcess(options.Name, $"Replace the servers with those of the newest commit of {options.Repository.Path}"))
        {
            Roll($"Rebuilding {options.Name}", options, call => new ServerRebuilds(ThisHost).RebuildAsync(options, call, call.Warn, call.Cancel));
        }
    }
}
