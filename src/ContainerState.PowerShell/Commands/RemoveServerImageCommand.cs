using System.Management.Automation;
using ContainerState.Images;
using ContainerState.PowerShell.Completion;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Commands;

/// <summary>Removes an image from this host.</summary>
[Cmdlet(VerbsCommon.Remove, "ServerImage", SupportsShouldProcess = true, DefaultParameterSetName = ById)]
[OutputType(typeof(ServerImage))]
public sealed class RemoveServerImageCommand : CoreCmdlet
{
    private const string ById = "Id";
    private const string ByImage = "Image";

    /// <summary>The images' ids, or their beginnings.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ById)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ImageIdCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>An image.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByImage)]
    [ValidateNotNull]
    public ServerImage? Image { get; set; }

    /// <summary>Hand on what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Removes them, one after the other.</summary>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByImage)
        {
            Remove(Image!);
            return;
        }
        foreach (var id in Id)
        {
            if (TryAsk(id, () => ImageStore.Get(id), out var image))
            {
                Remove(image);
            }
        }
    }

    private void Remove(ServerImage image)
    {
        if (ShouldProcess($"{image.Name} {image.Id}", "Remove image")
            && Run($"Removing {image.Name}", image, call => EphemeralServers.RemoveImageAsync(image, call.Cancel))
            && PassThru)
        {
            WriteObject(image);
        }
    }
}
