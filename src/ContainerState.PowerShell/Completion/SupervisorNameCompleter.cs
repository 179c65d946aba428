using System.Collections;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes the supervisors that keep servers of this host.</summary>
public sealed class SupervisorNameCompleter : LocalCompleter
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound) =>
        new EphemeralServers(Platform.Host.Local()).List().Where(server => server.Supervisor.Length > 0).GroupBy(server => server.Supervisor, StringComparer.Ordinal)
            .Select(group => (group.Key, string.Join(", ", group.Select(server => server.Name))));
}
