using System.Collections;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes the components of a repository.</summary>
public sealed class ComponentNameCompleter : RepositoryCompleter
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound) =>
        RepositoryOf(bound).ComponentNames().Select(name => (name, name));
}
