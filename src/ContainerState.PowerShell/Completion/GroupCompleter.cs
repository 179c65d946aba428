using System.Collections;
using ContainerState.Completions;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes the groups that this host's servers are in.</summary>
public sealed class GroupCompleter : LocalCompleter
{
    private protected override IEnumerable<LocalName> Candidates(IDictionary bound) => Local.Groups();
}
