using System.Collections;
using ContainerState.Caches;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes the names of a repository's Git remotes.</summary>
public sealed class RemoteNameCompleter : RepositoryCompleter
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound) =>
        Wait(bound, StateCache.RemotesAsync).Select(remote => (remote, remote));
}
