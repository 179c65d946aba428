using System.Management.Automation;
using ContainerState.PowerShell.Completion;
using ContainerState.Servers;
using ContainerState.Volumes;

namespace ContainerState.PowerShell.Commands;

/// <summary>Removes a volume, with its data.</summary>
[Cmdlet(VerbsCommon.Remove, "ServerVolume", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = ByName)]
[OutputType(typeof(ServerVolume))]
public sealed class RemoveServerVolumeCommand : CoreCmdlet
{
    private const string ByName = "Name";
    private const string ByVolume = "Volume";

    // However often the pipeline and its patterns name it.
    private readonly HashSet<string> removed = new(StringComparer.Ordinal);

    /// <summary>Their names; wildcards match any number of them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByName)]
    [TextOnly]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VolumeNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Volumes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByVolume)]
    [Exactly(typeof(ServerVolume))]
    [ValidateNotNullOrEmpty]
    public ServerVolume[] Volume { get; set; } = [];

    /// <summary>Do not ask for confirmation.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Return what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Removes them, one after the other.</summary>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByVolume)
        {
            Volume.ToList().ForEach(Remove);
            return;
        }
        // All names first: what is removed for one of them would else be missing for the next.
        Name.SelectMany(name => TryAsk(name, () => new ServerVolumes(ThisHost).Find(name), out var volumes) ? volumes : []).ToList().ForEach(Remove);
    }

    private void Remove(ServerVolume volume)
    {
        if (removed.Add(volume.Name)
            && Agreed(Force, volume.Name, "Remove volume with all data")
            && Run($"Removing {volume.Name}", volume, call => new ServerVolumes(ThisHost).RemoveAsync(volume, call.Cancel))
            && PassThru)
        {
            WriteObject(volume);
        }
    }
}
