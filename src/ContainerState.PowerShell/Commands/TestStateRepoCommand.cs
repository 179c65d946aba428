using System.Management.Automation;
using ContainerState.PowerShell.Completion;
using ContainerState.Repositories;

namespace ContainerState.PowerShell.Commands;

/// <summary>Tests whether a repository is complete, and lists what is missing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "StateRepo")]
[OutputType(typeof(RepoTestResult))]
public sealed class TestStateRepoCommand : RepositoryCmdlet
{
    /// <summary>The repository's folder; default: the current location, if no repository is given either.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [FolderInput]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The branch, tag or commit to test; default: HEAD.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReferenceCompleter))]
    public string? Ref { get; set; }

    /// <summary>Tests it.</summary>
    protected override void ProcessRecord()
    {
        if (TryFind(Path, out var repository, readable: false) && TryWait(repository, () => repository.TestAsync(Ref), out var result))
        {
            WriteObject(result);
        }
    }
}
