using System.Management.Automation;
using ContainerState.Servers;
using ContainerState.Volumes;

namespace ContainerState.PowerShell.Commands;

/// <summary>Makes an empty volume.</summary>
[Cmdlet(VerbsCommon.New, "ServerVolume", SupportsShouldProcess = true)]
[OutputType(typeof(ServerVolume))]
public sealed class NewServerVolumeCommand : CoreCmdlet
{
    /// <summary>The volume's name: lower-case letters, digits and hyphens.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The most that it takes of the disk, in bytes, such as 10GB.</summary>
    [Parameter]
    public long SizeBytes { get; set; } = ServerVolume.DefaultSizeBytes;

    /// <summary>The user that it is given to when the first server has it; default: the user that this server runs as.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Owner { get; set; }

    /// <summary>Lets several servers have it at the same time.</summary>
    [Parameter]
    public SwitchParameter Shared { get; set; }

    /// <summary>Makes it.</summary>
    protected override void EndProcessing()
    {
        if (ShouldProcess(Name, "Make volume"))
        {
            Run($"Making {Name}", Name, async call => call.Write(await new ServerVolumes(ThisHost).NewAsync(Name, SizeBytes, Owner, Shared, call.Cancel)));
        }
    }
}
