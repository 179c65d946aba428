using System.Management.Automation;
using ContainerState.Images;
using ContainerState.PowerShell.Completion;

namespace ContainerState.PowerShell.Commands;

/// <summary>Lists the images of this host.</summary>
[Cmdlet(VerbsCommon.Get, "ServerImage")]
[OutputType(typeof(ServerImage))]
public sealed class GetServerImageCommand : CoreCmdlet
{
    /// <summary>Names or ids, or beginnings of ids; wildcards match any number of them. All when left out.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("Id")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ImageNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Lists them.</summary>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            if (TryAsk(name, () => ImageStore.Find(name), out var images))
            {
                WriteObject(images, enumerateCollection: true);
            }
        }
    }
}
