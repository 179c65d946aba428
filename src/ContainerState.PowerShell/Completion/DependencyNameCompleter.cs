using System.Collections;
using ContainerState.Imports;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes the names of a repository's dependencies.</summary>
public sealed class DependencyNameCompleter : RepositoryCompleter
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound) =>
        Wait(bound, repository => StateDependencies.ListAsync(repository)).Select(dependency => (dependency.Name, $"{dependency.Kind}  {dependency.Detail}"));
}
