using System.Collections;
using ContainerState.Completions;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes the names that a repository has a history of.</summary>
public sealed class RebuildNameCompleter : RepositoryCompleter
{
    private protected override IEnumerable<LocalName> Candidates(IDictionary bound) => Local.Rebuilds(RepositoryOf(bound));
}
