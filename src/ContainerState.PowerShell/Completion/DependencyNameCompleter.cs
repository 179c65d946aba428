using System.Collections;
using ContainerState.Completions;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes the names of a repository's dependencies.</summary>
public sealed class DependencyNameCompleter : RepositoryCompleter
{
    private protected override IEnumerable<LocalName> Candidates(IDictionary bound) => Wait(bound, LocalNames.DependenciesAsync);
}
