using System.Collections;
using ContainerState.Completions;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes the names of this host's servers.</summary>
public sealed class ServerNameCompleter : LocalCompleter
{
    private protected override IEnumerable<LocalName> Candidates(IDictionary bound) => Local.Servers();
}
