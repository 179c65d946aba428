using System.Management.Automation;
using ContainerState.Builds;
using ContainerState.Images;
using ContainerState.StateRepos;

namespace ContainerState.PowerShell.Commands;

/// <summary>Builds the image of a commit.</summary>
/// <remarks>The verb as text: the reference assembly does not know it yet.</remarks>
[Cmdlet("Build", "ServerImage", SupportsShouldProcess = true)]
[OutputType(typeof(ServerImage))]
public sealed class BuildServerImageCommand : RepositoryCmdlet
{
    // By path: two dependencies of one repository are one build, of what the repository is after the last of them.
    private readonly OrderedDictionary<string, StateRepo> repositories = new(StringComparer.Ordinal);

    /// <summary>The repository's folder; that of the current location when neither it nor a repository is given.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The branch, tag or commit to build; HEAD when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Ref { get; set; }

    /// <summary>Allow an ssh server in the image.</summary>
    [Parameter]
    public SwitchParameter AllowSsh { get; set; }

    /// <summary>Write the image again even when the store has it.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Components whose build steps run even when their outputs are known.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Rebuild { get; set; } = [];

    /// <summary>Run every build step, whatever is known.</summary>
    [Parameter]
    public SwitchParameter NoCache { get; set; }

    /// <summary>Notes the repository.</summary>
    protected override void ProcessRecord()
    {
        if (TryFind(Path, out var repository))
        {
            repositories[repository.Path] = repository;
        }
    }

    /// <summary>Builds the image of each.</summary>
    protected override void EndProcessing()
    {
        var options = new BuildOptions { Reference = Ref, AllowSsh = AllowSsh, Force = Force, Rebuild = Rebuild, NoCache = NoCache };
        foreach (var repository in repositories.Values)
        {
            if (ShouldProcess(repository.Path, $"Build the image of {Ref ?? "HEAD"}"))
            {
                Run($"Building {repository.Name}", repository, async call =>
                    call.Write(await ImageBuilder.BuildAsync(
                        repository, options with { Output = line => call.Verbose($"{line.Component} | {line.Text}") }, call.Warn, call, call.Cancel).ConfigureAwait(false)));
            }
        }
    }
}
