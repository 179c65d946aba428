using System.Collections;
using ContainerState.Completions;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes what can be looked into: the branches and tags of a repository, then this host's servers and images.</summary>
public sealed class ImageReferenceCompleter : RepositoryCompleter
{
    private protected override IEnumerable<LocalName> Candidates(IDictionary bound) => Local.ImageReferences(RepositoryOf(bound));
}
