using System.Collections;
using ContainerState.Servers;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes the names of this host's servers.</summary>
public sealed class ServerNameCompleter : LocalCompleter
{
    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound) =>
        new EphemeralServers(Platform.Host.Local()).List().Select(server => (server.Name, $"{server.Name}  {server.State}  {server.Address}"));
}
