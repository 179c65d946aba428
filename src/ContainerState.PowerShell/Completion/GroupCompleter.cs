using System.Collections;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes the groups that this host's servers are in.</summary>
public sealed class GroupCompleter : LocalCompleter
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound) =>
        new EphemeralServers(Platform.Host.Local()).List().Where(server => server.Network.Group.Length > 0).GroupBy(server => server.Network.Group, StringComparer.Ordinal)
            .Select(group => (group.Key, string.Join(", ", group.Select(server => server.Name))));
}
