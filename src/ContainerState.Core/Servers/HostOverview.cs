using ContainerState.Errors;
using ContainerState.Hosts;
using ContainerState.Platform;

namespace ContainerState.Servers;

/// <summary>What a host has and lacks, and how what runs on it fares.</summary>
public sealed class HostOverview(Host host)
{
    /// <summary>Looks at everything that building and running need, and at logs that wait for their log servers. Changes nothing, needs no root.</summary>
    /// <param name="servers">How many servers the host is to hold; as the last set-up has it, else 100, when null.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="InvalidNameException">No host holds so many.</exception>
    public async Task<IReadOnlyList<HostCheck>> CheckAsync(int? servers = null, CancellationToken cancel = default) =>
        [.. await new ServerHost(host).CheckAsync(servers, cancel), .. new UndeliveredLogs(host).Check()];
}
