using System.Management.Automation;
using ContainerState.Images;

namespace ContainerState.PowerShell;

/// <summary>The base of cmdlets that start servers of an image that is given.</summary>
public abstract class ImageStartCmdlet : StartCmdlet
{
    /// <summary>The parameter set of ids.</summary>
    protected const string ById = "Id";

    /// <summary>The parameter set of images.</summary>
    protected const string ByImage = "Image";

    /// <summary>Images.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByImage)]
    [Exactly(typeof(ServerImage))]
    [ValidateNotNullOrEmpty]
    public virtual ServerImage[] Image { get; set; } = [];
}
