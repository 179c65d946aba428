using System.Collections;
using ContainerState.Completions;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes the components of a repository.</summary>
public sealed class ComponentNameCompleter : RepositoryCompleter
{
    private protected override IEnumerable<LocalName> Candidates(IDictionary bound) => LocalNames.Components(RepositoryOf(bound));
}
