using System.Management.Automation;
using ContainerState.Images;
using ContainerState.PowerShell.Completion;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Commands;

/// <summary>Lists the images on this host.</summary>
[Cmdlet(VerbsCommon.Get, "ServerImage", DefaultParameterSetName = ByName)]
[OutputType(typeof(ServerImage))]
public sealed class GetServerImageCommand : CoreCmdlet
{
    private const string ByName = "Name";
    private const string ByServer = "Server";

    // However often the pipeline and its patterns name it.
    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    /// <summary>Names, ids, or the first digits of ids; wildcards match any number of them. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = ByName)]
    [TextOnly(Also = typeof(ServerImage), Rows = true)]
    [Alias("Id")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ImageNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>A server: the image that it runs from.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByServer)]
    [Exactly(typeof(EphemeralServer))]
    [ValidateNotNull]
    public EphemeralServer? Server { get; set; }

    /// <summary>Lists them.</summary>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByServer)
        {
            if (TryAsk(Server, () => new ImageStore(ThisHost).Get(Server!.Image), out var own) && told.Add(own.Id))
            {
                WriteObject(own);
            }
            return;
        }
        foreach (var name in Name)
        {
            if (TryAsk(name, () => new ImageStore(ThisHost).Find(name), out var images))
            {
                WriteObject(images.Where(image => told.Add(image.Id)), enumerateCollection: true);
            }
        }
    }
}
