using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using ContainerState.Builds;
using ContainerState.Images;

namespace ContainerState.PowerShell.Commands;

/// <summary>Says whether an image is what was recorded, or what a second build makes.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ServerImage")]
[OutputType(typeof(ServerImageTestResult))]
public sealed class TestServerImageCommand : RepositoryCmdlet
{
    /// <summary>The repository's folder; that of the current location when neither it nor a repository is given.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The image to test; that of the commit when left out.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public ServerImage? Image { get; set; }

    /// <summary>The branch, tag or commit whose image is meant; HEAD when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Ref { get; set; }

    /// <summary>Build the commit a second time, from scratch and in other surroundings, and compare.</summary>
    [Parameter]
    public SwitchParameter Rebuild { get; set; }

    /// <summary>The same, with no network for any program.</summary>
    [Parameter]
    public SwitchParameter Offline { get; set; }

    /// <summary>Tests it.</summary>
    protected override void ProcessRecord()
    {
        if (Image is not null && Ref is not null)
        {
            ThrowTerminatingError(new ErrorRecord(
                new PSArgumentException("Give -Image or -Ref, not both."), "ImageAndRef", ErrorCategory.InvalidArgument, Ref));
        }
        if (Rebuild || Offline)
        {
            if (TryFind(Path, out var repository))
            {
                var options = new ProofOptions { Reference = Ref, Image = Image, Offline = Offline };
                Run($"Building {repository.Name} again", repository, async call =>
                    call.Write(await ImageProof.RebuildAsync(repository, options, call.Warn, call, call.Cancel).ConfigureAwait(false)));
            }
        }
        else if (TryFindImage(out var image))
        {
            Run($"Testing {image.Name}", image, async call => call.Write(await ImageProof.CheckAsync(image, call, call.Cancel).ConfigureAwait(false)));
        }
    }

    private bool TryFindImage([NotNullWhen(true)] out ServerImage? image)
    {
        image = Image;
        return image is not null || (TryFind(Path, out var repository) && TryAsk(repository, () => ImageProof.Find(repository, Ref), out image));
    }
}
