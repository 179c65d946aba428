using System.Management.Automation;
using ContainerState.PowerShell.Completion;
using ContainerState.Servers;
using ContainerState.Volumes;

namespace ContainerState.PowerShell.Commands;

/// <summary>Lists the volumes on this host.</summary>
[Cmdlet(VerbsCommon.Get, "ServerVolume")]
[OutputType(typeof(ServerVolume))]
public sealed class GetServerVolumeCommand : CoreCmdlet
{
    // However often the pipeline and its patterns name it.
    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    /// <summary>Their names; wildcards match any number of them. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [TextOnly(Also = typeof(ServerVolume))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VolumeNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Lists them.</summary>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            if (TryAsk(name, () => new ServerVolumes(ThisHost).Find(name), out var volumes))
            {
                WriteObject(volumes.Where(volume => told.Add(volume.Name)), enumerateCollection: true);
            }
        }
    }
}
