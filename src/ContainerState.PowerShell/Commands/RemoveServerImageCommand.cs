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

    // However often the pipeline and its patterns name it.
    private readonly HashSet<string> removed = new(StringComparer.Ordinal);

    /// <summary>The images' names, ids, or the first digits of ids; wildcards match any number of them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ById)]
    [TextOnly]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ImageNameCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>Images.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByImage)]
    [Exactly(typeof(ServerImage))]
    [ValidateNotNullOrEmpty]
    public ServerImage[] Image { get; set; } = [];

    /// <summary>Return what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Removes them, one after the other.</summary>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByImage)
        {
            Image.ToList().ForEach(Remove);
            return;
        }
        // All names first: what is removed for one of them would else be missing for the next.
        Id.SelectMany(id => TryAsk(id, () => new ImageStore(ThisHost).Find(id), out var images) ? images : []).ToList().ForEach(Remove);
    }

    private void Remove(ServerImage image)
    {
        if (removed.Add(image.Id)
            && ShouldProcess($"{image.Name} {image.Id}", "Remove image")
            && Run($"Removing {image.Name}", image, call => new EphemeralServers(ThisHost).RemoveImageAsync(image, call.Cancel))
            && PassThru)
        {
            WriteObject(image);
        }
    }
}
