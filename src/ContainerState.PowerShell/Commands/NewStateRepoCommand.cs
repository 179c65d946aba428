using System.Management.Automation;
using ContainerState.StateRepos;

namespace ContainerState.PowerShell.Commands;

/// <summary>Makes a state repository.</summary>
[Cmdlet(VerbsCommon.New, "StateRepo", SupportsShouldProcess = true)]
[OutputType(typeof(StateRepo))]
public sealed class NewStateRepoCommand : CoreCmdlet
{
    /// <summary>The folders to make; each does not exist yet, or is empty.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The server's name; the folder's when left out, or one made of that.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Makes them.</summary>
    protected override void ProcessRecord()
    {
        foreach (var path in Path)
        {
            if (TryAsk(path, () => FullPath(path), out var full)
                && ShouldProcess(full, "Make a state repository")
                && TryAsk(path, () => StateRepo.Create(full, Name, WriteWarning), out var repository))
            {
                WriteObject(repository);
            }
        }
    }
}
