using System.Management.Automation;
using ContainerState.Contents;
using ContainerState.PowerShell.Completion;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Commands;

/// <summary>Lists what is in an image, by component, and which component and commit a file is from.</summary>
[Cmdlet(VerbsCommon.Get, "ServerImageContent")]
[OutputType(typeof(ServerImageComponent), typeof(ServerImageFile))]
public sealed class GetServerImageContentCommand : ReferenceCmdlet
{
    /// <summary>A branch, tag or commit, an image, or a server; default: HEAD.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ImageReference]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ImageReferenceCompleter))]
    public ImageReference? Reference { get; set; } = ImageReference.Of("HEAD");

    /// <summary>Paths on the server: the files there and below are listed; / for all.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string[] File { get; set; } = [];

    /// <summary>Looks into each as it comes.</summary>
    protected override void ProcessRecord()
    {
        if (!TryFind(nameof(Reference), out var repository))
        {
            return;
        }
        Run($"Reading {Reference}", Reference, async call =>
        {
            var contents = new ImageContents(ThisHost);
            if (File.Length > 0)
            {
                await contents.FilesAsync(repository, Reference!, File, call.Write, (path, fault) => call.Fail(fault, path), call.Warn, call, call.Cancel);
                return;
            }
            (await contents.ComponentsAsync(repository, Reference!, call.Warn, call, call.Cancel)).Components.ToList().ForEach(call.Write);
        });
    }
}
