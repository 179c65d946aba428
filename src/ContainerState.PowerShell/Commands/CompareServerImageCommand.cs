using System.Management.Automation;
using ContainerState.Contents;
using ContainerState.PowerShell.Completion;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Commands;

/// <summary>Lists in what two commits, images or servers differ.</summary>
[Cmdlet(VerbsData.Compare, "ServerImage")]
[OutputType(typeof(ServerImageDifference))]
public sealed class CompareServerImageCommand : ReferenceCmdlet
{
    /// <summary>The first: a branch, tag or commit, an image, or a server.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ImageReference]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ImageReferenceCompleter))]
    public ImageReference? Reference { get; set; }

    /// <summary>The second; default: HEAD.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true)]
    [ImageReference]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ImageReferenceCompleter))]
    public ImageReference? Difference { get; set; } = ImageReference.Of("HEAD");

    /// <summary>Compares the first with each second as it comes.</summary>
    protected override void ProcessRecord()
    {
        if (TryFind(nameof(Difference), out var repository))
        {
            Run($"Comparing {Reference} and {Difference}", Difference, async call =>
                call.Verbose((await new ImageContents(ThisHost).CompareAsync(repository, Reference!, Difference!, call.Write, call.Warn, call, call.Cancel)).ToString()));
        }
    }
}
