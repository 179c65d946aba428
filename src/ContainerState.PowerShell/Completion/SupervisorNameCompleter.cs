using System.Collections;
using ContainerState.Completions;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes the supervisors that keep servers of this host.</summary>
public sealed class SupervisorNameCompleter : LocalCompleter
{
    private protected override IEnumerable<LocalName> Candidates(IDictionary bound) => Local.Supervisors();
}
