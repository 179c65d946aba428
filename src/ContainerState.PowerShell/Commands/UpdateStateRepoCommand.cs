using System.Management.Automation;
using ContainerState.Repositories;

namespace ContainerState.PowerShell.Commands;

/// <summary>Pulls a state repository, and fetches the objects of its dependencies that are missing.</summary>
[Cmdlet(VerbsData.Update, "StateRepo", SupportsShouldProcess = true)]
[OutputType(typeof(StateRepo))]
public sealed class UpdateStateRepoCommand : RepositoryCmdlet
{
    /// <summary>The repository's folder; default: the current location, if no repository is given either.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [FolderInput]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Updates it.</summary>
    protected override void ProcessRecord()
    {
        if (TryFind(Path, out var repository) && ShouldProcess(repository.Path, "Pull, and fetch missing dependencies"))
        {
            Run($"Updating {repository.Path}", repository, async call => call.Write(await repository.UpdateAsync(call, call.Cancel)));
        }
    }
}
