using System.Management.Automation;
using ContainerState.Images;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Commands;

/// <summary>Removes an image from this host.</summary>
[Cmdlet(VerbsCommon.Remove, "ServerImage", SupportsShouldProcess = true, DefaultParameterSetName = ById)]
[OutputType(typeof(ServerImage))]
public sealed class RemoveServerImageCommand : ImageCmdlet
{
    /// <summary>Hand on what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Serve(ServerImage image)
    {
        if (ShouldProcess($"{image.Name} {image.Id}", "Remove image") && TryAsk(image, () => Remove(image), out _) && PassThru)
        {
            WriteObject(image);
        }
    }

    private static ServerImage Remove(ServerImage image)
    {
        EphemeralServers.RemoveImage(image);
        return image;
    }
}
