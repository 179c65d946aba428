using System.Collections;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes the branches and tags of a repository.</summary>
public sealed class ReferenceCompleter : RepositoryCompleter
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound) =>
        RepositoryOf(bound).ReferenceNames().Select(name => (name, name));
}
