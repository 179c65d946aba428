using System.Management.Automation;
using ContainerState.Rebuilds;

namespace ContainerState.PowerShell.Commands;

/// <summary>Takes a schedule away. The servers stay as they are.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "ServerRebuild", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(RebuildRegistration))]
public sealed class UnregisterServerRebuildCommand : CoreCmdlet
{
    private const string ByName = "Name";
    private const string ByRegistration = "Registration";

    /// <summary>The names; wildcards match any number of them.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>What Get-ServerRebuild -Scheduled or Register-ServerRebuild wrote.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByRegistration)]
    [Exactly(typeof(RebuildRegistration))]
    [ValidateNotNull]
    public RebuildRegistration? Registration { get; set; }

    /// <summary>Where to look; default: where systemd and cron do.</summary>
    [Parameter(ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    public string? UnitFolder { get; set; }

    /// <summary>Returns what was taken away.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Takes it away.</summary>
    protected override void ProcessRecord()
    {
        if (Registration is { } one && ParameterSetName == ByRegistration)
        {
            Remove(one);
            return;
        }
        foreach (var name in Name)
        {
            if (TryWait(name, () => RebuildRegistrar.FindAsync(name, UnitFolder is null ? null : FullPath(UnitFolder), Stop), out var found))
            {
                found.ToList().ForEach(Remove);
            }
        }
    }

    private void Remove(RebuildRegistration one)
    {
        if (ShouldProcess(one.Path, "Disable and remove the schedule"))
        {
            Run($"Unregistering {one.Name}", one, async call =>
            {
                await RebuildRegistrar.UnregisterAsync(one, call.Cancel);
                if (PassThru)
                {
                    call.Write(one);
                }
            });
        }
    }
}
