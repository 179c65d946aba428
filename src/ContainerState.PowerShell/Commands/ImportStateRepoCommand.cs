using System.Management.Automation;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Repositories;

namespace ContainerState.PowerShell.Commands;

/// <summary>Clones a state repository with the objects of every dependency.</summary>
[Cmdlet(VerbsData.Import, "StateRepo", SupportsShouldProcess = true)]
[OutputType(typeof(StateRepo))]
public sealed class ImportStateRepoCommand : CoreCmdlet
{
    /// <summary>The URL to clone from, or the absolute path of a repository.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Url { get; set; } = "";

    /// <summary>The folder to create; it must not exist yet, or must be empty. Default: named after the repository.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The branch, tag or commit to check out; default: the remote's HEAD.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Ref { get; set; }

    /// <summary>Clones it.</summary>
    protected override void ProcessRecord()
    {
        if (TryAsk(Url, Folder, out var full) && ShouldProcess(full, $"Clone {Url}"))
        {
            Run($"Cloning {Url}", Url, async call =>
                call.Write(await StateRepo.ImportAsync(Url, full, Ref, call, call.Cancel)));
        }
    }

    private string Folder()
    {
        var name = Path ?? GitUrl.NameOf(Url);
        return name.Length > 0 ? FullPath(name) : throw new InvalidNameException("URL", Url, "one that ends in a name, or give the folder with -Path");
    }
}
