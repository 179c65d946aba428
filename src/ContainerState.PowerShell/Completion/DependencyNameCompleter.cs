using System.Collections;
using ContainerState.Dependencies;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes the names of a repository's dependencies.</summary>
public sealed class DependencyNameCompleter : RepositoryCompleter
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound) =>
        StateDependencies.List(RepositoryOf(bound)).Select(dependency => (dependency.Name, $"{dependency.Kind}  {dependency.Detail}"));
}
