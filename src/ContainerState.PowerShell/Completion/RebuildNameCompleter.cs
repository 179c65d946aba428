using System.Collections;
using ContainerState.Rebuilds;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes the names that a repository has a history of.</summary>
public sealed class RebuildNameCompleter : RepositoryCompleter
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound) =>
        new ServerRebuilds(Platform.Host.Local()).List(RepositoryOf(bound), most: 1, fail: static _ => { }).Select(report => (report.Name, $"{report.Outcome} {report.StartedUtc:u}"));
}
