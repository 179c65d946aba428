using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using ContainerState.Images;
using ContainerState.PowerShell.Completion;
using ContainerState.Proofs;

namespace ContainerState.PowerShell.Commands;

/// <summary>Tests whether an image matches its record, or the result of a second build.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ServerImage")]
[OutputType(typeof(ServerImageTestResult))]
public sealed class TestServerImageCommand : RepositoryCmdlet
{
    private bool isRepositoryTyped;

    /// <summary>The repository's folder; default: the current location, if no repository is given either.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [FolderInput]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The images to test: names, ids, or the first digits of ids; wildcards match any number of them.</summary>
    [Parameter]
    [TextOnly(Also = typeof(ServerImage))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ImageNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The image to test; default: the image of the commit.</summary>
    [Parameter(ValueFromPipeline = true)]
    [Exactly(typeof(ServerImage))]
    [ValidateNotNull]
    public ServerImage? Image { get; set; }

    /// <summary>The branch, tag or commit whose image to test; default: HEAD.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReferenceCompleter))]
    public string? Ref { get; set; }

    /// <summary>Build the commit a second time, from scratch and in a different environment, and compare.</summary>
    [Parameter]
    public SwitchParameter Rebuild { get; set; }

    /// <summary>The same as -Rebuild, without network access for any program.</summary>
    [Parameter]
    public SwitchParameter Offline { get; set; }

    /// <summary>Looks at what was typed, before an object from the pipeline brings more.</summary>
    protected override void BeginProcessing() => isRepositoryTyped = Repository is not null;

    /// <summary>Tests it.</summary>
    protected override void ProcessRecord()
    {
        // A path that was typed says more than what an image happens to carry.
        if (Image is not null && Path is not null && !isRepositoryTyped)
        {
            Repository = null;
        }
        if ((Image is not null || Name.Length > 0) && Ref is not null)
        {
            ThrowTerminatingError(new ErrorRecord(
                new PSArgumentException("Give -Image or -Name, or -Ref, not both."), "ImageAndRef", ErrorCategory.InvalidArgument, Ref));
        }
        if (Name.Length == 0)
        {
            Test(Image);
        }
        foreach (var name in Name)
        {
            if (TryAsk(name, () => new ImageStore(ThisHost).Find(name), out var images))
            {
                images.ToList().ForEach(Test);
            }
        }
    }

    private void Test(ServerImage? given)
    {
        if (Rebuild || Offline)
        {
            if (TryFind(Path, out var repository))
            {
                var options = new ProofOptions { Reference = Ref, Image = given, Offline = Offline };
                Run($"Building {repository.Name} again", repository, async call =>
                    call.Write(await new ImageProof(ThisHost).RebuildAsync(repository, options, call.Warn, call, call.Cancel)));
            }
        }
        else if (TryFindImage(given, out var image))
        {
            Run($"Testing {image.Name}", image, async call => call.Write(await new ImageProof(ThisHost).CheckAsync(image, call, call.Cancel)));
        }
    }

    private bool TryFindImage(ServerImage? given, [NotNullWhen(true)] out ServerImage? image)
    {
        image = given;
        return image is not null || (TryFind(Path, out var repository) && TryAsk(repository, () => new ImageProof(ThisHost).Find(repository, Ref), out image));
    }
}
