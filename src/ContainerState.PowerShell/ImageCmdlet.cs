using System.Management.Automation;
using ContainerState.Images;
using ContainerState.PowerShell.Completion;

namespace ContainerState.PowerShell;

/// <summary>The base of cmdlets that work on images: given as objects, or by id.</summary>
public abstract class ImageCmdlet : CoreCmdlet
{
    /// <summary>The parameter set of ids.</summary>
    protected const string ById = "Id";

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

    /// <summary>Serves those that are meant, one after the other.</summary>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByImage)
        {
            Serve(Image!);
            return;
        }
        foreach (var id in Id)
        {
            if (TryAsk(id, () => ImageStore.Get(id), out var image))
            {
                Serve(image);
            }
        }
    }

    /// <summary>Does the cmdlet's work on one image.</summary>
    private protected abstract void Serve(ServerImage image);
}
