using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using ContainerState.Repositories;

namespace ContainerState.PowerShell;

/// <summary>The base of cmdlets that look into commits, images and servers, one after the other from the pipeline.</summary>
public abstract class ReferenceCmdlet : RepositoryCmdlet
{
    private bool isRepositoryTyped;

    /// <summary>The repository's folder; default: the current location, if no repository is given either.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Looks at what was typed, before an object from the pipeline brings more.</summary>
    protected override void BeginProcessing() => isRepositoryTyped = Repository is not null;

    /// <summary>Finds the repository to use, also of a commit whose state.yaml has a mistake by now.</summary>
    /// <param name="piped">The parameter that takes objects from the pipeline.</param>
    /// <param name="repository">The repository.</param>
    /// <returns>False when there is none; the error has been written.</returns>
    private protected bool TryFind(string piped, [NotNullWhen(true)] out StateRepo? repository)
    {
        // A path that was typed says more than what an image happens to carry.
        if (Path is not null && !isRepositoryTyped && MyInvocation.BoundParameters.ContainsKey(piped))
        {
            Repository = null;
        }
        return TryFind(Path, out repository, readable: false);
    }
}
