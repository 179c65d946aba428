using System.Collections;
using ContainerState.Completions;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes the names of Debian's suites. Any other can be typed: a mirror may have more.</summary>
public sealed class SuiteCompleter : LocalCompleter
{
    private protected override IEnumerable<LocalName> Candidates(IDictionary bound) => LocalNames.Suites;
}
