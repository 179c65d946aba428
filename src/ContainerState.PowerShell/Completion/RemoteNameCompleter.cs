using System.Collections;
using ContainerState.Completions;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes the names of a repository's Git remotes.</summary>
public sealed class RemoteNameCompleter : RepositoryCompleter
{
    private protected override IEnumerable<LocalName> Candidates(IDictionary bound) => Wait(bound, LocalNames.RemotesAsync);
}
