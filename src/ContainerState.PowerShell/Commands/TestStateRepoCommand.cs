using System.Management.Automation;
using ContainerState.StateRepos;

namespace ContainerState.PowerShell.Commands;

/// <summary>Says whether a repository is complete, or what is missing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "StateRepo")]
[OutputType(typeof(RepoTestResult))]
public sealed class TestStateRepoCommand : RepositoryCmdlet
{
    /// <summary>The repository's folder; that of the current location when neither it nor a repository is given.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The branch, tag or commit to look at; HEAD when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Ref { get; set; }

    /// <summary>Tests it.</summary>
    protected override void ProcessRecord()
    {
        if (TryFind(Path, out var repository) && TryAsk(repository, () => repository.Test(Ref), out var result))
        {
            WriteObject(result);
        }
    }
}
