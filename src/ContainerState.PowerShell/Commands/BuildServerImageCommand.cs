using System.Management.Automation;
using ContainerState.Builds;
using ContainerState.Images;
using ContainerState.PowerShell.Completion;

namespace ContainerState.PowerShell.Commands;

/// <summary>Builds the image of a commit.</summary>
/// <remarks>The verb as text: the reference assembly does not know it yet.</remarks>
[Cmdlet("Build", "ServerImage", SupportsShouldProcess = true)]
[OutputType(typeof(ServerImage))]
public sealed class BuildServerImageCommand : RepositoryCmdlet
{
    // Many dependencies of one repository in the pipeline are one commit to build, and one more each time that there is another.
    private readonly HashSet<(string Repository, string Commit)> built = [];

    /// <summary>The repository's folder; default: the current location, if no repository is given either.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [FolderInput]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The branch, tag or commit to build; default: HEAD.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReferenceCompleter))]
    public string? Ref { get; set; }

    /// <summary>Allow an ssh server in the image.</summary>
    [Parameter]
    public SwitchParameter AllowSsh { get; set; }

    /// <summary>Write all layers of the image again, even if they are already in the store.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Components whose build steps are run even if their outputs are known.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ComponentNameCompleter))]
    public string[] Rebuild { get; set; } = [];

    /// <summary>Run every build step, even if its output is known.</summary>
    [Parameter]
    public SwitchParameter NoCache { get; set; }

    /// <summary>Builds the image of each repository as it comes.</summary>
    protected override void ProcessRecord()
    {
        if (!TryFind(Path, out var repository) || !built.Add((repository.Path, repository.Head)) || !ShouldProcess(repository.Path, $"Build the image of {Ref ?? "HEAD"}"))
        {
            return;
        }
        var options = new BuildOptions { Reference = Ref, AllowSsh = AllowSsh, Force = Force, Rebuild = Rebuild, NoCache = NoCache };
        ServerImage? image = null;
        Run($"Building {repository.Name}", repository, async call => image = await new ImageBuilder(ThisHost).BuildAsync(
            repository, options with { Output = line => call.Verbose($"{line.Component} | {line.Text}") }, call.Warn, call, call.Cancel));
        if (image is not null)
        {
            // The store does not know it. With it, the image can be built again, or its results published, by what stands next in the pipeline.
            var known = PSObject.AsPSObject(image);
            known.Properties.Add(new PSNoteProperty(nameof(Repository), repository));
            WriteObject(known);
        }
    }
}
