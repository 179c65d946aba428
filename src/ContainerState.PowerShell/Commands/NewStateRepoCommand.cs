using System.Management.Automation;
using ContainerState.Repositories;

namespace ContainerState.PowerShell.Commands;

/// <summary>Creates a state repository.</summary>
[Cmdlet(VerbsCommon.New, "StateRepo", SupportsShouldProcess = true)]
[OutputType(typeof(StateRepo))]
public sealed class NewStateRepoCommand : CoreCmdlet
{
    /// <summary>The folders to create; each must not exist yet, or must be empty.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [FolderInput]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The server's name; default: the folder's name, or a name derived from it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Creates them.</summary>
    protected override void ProcessRecord()
    {
        foreach (var path in Path)
        {
            if (TryAsk(path, () => FullPath(path), out var full) && ShouldProcess(full, "Create a state repository"))
            {
                Run($"Creating {full}", path, async call => call.Write(await StateRepo.CreateAsync(full, Name, call.Warn)));
            }
        }
    }
}
