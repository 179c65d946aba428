using System.Collections;
using ContainerState.Completions;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes the branches and tags of a repository.</summary>
public sealed class ReferenceCompleter : RepositoryCompleter
{
    private protected override IEnumerable<LocalName> Candidates(IDictionary bound) => LocalNames.References(RepositoryOf(bound));
}
