using ContainerState.Repositories;

namespace ContainerState.PowerShell;

/// <summary>The base of cmdlets that work on the build cache of repositories, each once, however often the pipeline names it.</summary>
public abstract class CacheCmdlet : RepositoryCmdlet
{
    private readonly OrderedDictionary<string, StateRepo> repositories = new(StringComparer.Ordinal);

    /// <summary>The repositories that were named.</summary>
    private protected IEnumerable<StateRepo> Repositories => repositories.Values;

    /// <summary>Notes the repository of this record.</summary>
    private protected void Note(string? path)
    {
        if (TryFind(path, out var repository))
        {
            repositories[repository.Path] = repository;
        }
    }

    /// <summary>A remote with a path made absolute, as PowerShell means it; names and URLs as they are.</summary>
    private protected string Place(string remote) => remote.StartsWith('.') ? FullPath(remote) : remote;
}
