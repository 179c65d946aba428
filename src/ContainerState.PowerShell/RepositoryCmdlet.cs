using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using ContainerState.Repositories;

namespace ContainerState.PowerShell;

/// <summary>
/// The base of cmdlets that work in one repository: given as an object, by its path, or by default the one of the current
/// location.
/// </summary>
public abstract class RepositoryCmdlet : CoreCmdlet
{
    /// <summary>The repository, or an object that carries it.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    public StateRepo? Repository { get; set; }

    /// <summary>Finds the repository to use.</summary>
    /// <param name="path">The value of -Path; null for the current location.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="readable">False to find one whose state.yaml has a mistake, too.</param>
    /// <returns>False when there is none; the error has been written.</returns>
    private protected bool TryFind(string? path, [NotNullWhen(true)] out StateRepo? repository, bool readable = true)
    {
        if (Repository is not null && path is not null)
        {
            ThrowTerminatingError(new ErrorRecord(
                new PSArgumentException("Give -Repository or -Path, not both."), "RepositoryAndPath", ErrorCategory.InvalidArgument, path));
        }
        repository = Repository;
        return repository is not null || TryAsk(path, () => readable ? StateRepo.Open(FullPath(path ?? ".")) : StateRepo.Locate(FullPath(path ?? ".")), out repository);
    }
}
