using System.Net;
using System.Net.Sockets;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Networks;

/// <summary>The host's ports that are taken already. Callers hold the host's lock.</summary>
internal static class HostPorts
{
    /// <summary>Refuses ports that another server publishes, or a program of the host listens on.</summary>
    /// <param name="wanted">What the new servers are to have, and whom they share it with.</param>
    /// <param name="used">The servers that there are.</param>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.PortInUse"/>: One is.</exception>
    public static void RequireFree(NetworkAccess wanted, IReadOnlyList<Slot> used)
    {
        if (wanted.Published.Count == 0)
        {
            return;
        }
        var listeners = Listeners().ToList();
        foreach (var port in wanted.Published)
        {
            if (used.FirstOrDefault(slot => !wanted.SharesWith(slot.Access, port) && slot.Access.Published.Any(port.Overlaps)) is { } other)
            {
                throw NetworkFaults.PortInUse(port.Address, port.HostPort, $"server {other.Name}");
            }
            if (listeners.Exists(port.Overlaps))
            {
                throw NetworkFaults.PortInUse(port.Address, port.HostPort, "a program on this host");
            }
        }
    }

    private static IEnumerable<PublishedPort> Listeners() =>
        from socket in TcpSocket.ReadAll("self")
        where socket.Listens
        // A listener on :: takes IPv4 as well, unless it said that it does not, which is not to be seen here.
        let address = socket.Address.Equals(IPAddress.IPv6Any) ? IPAddress.Any : socket.Address
        where address.AddressFamily == AddressFamily.InterNetwork
        select new PublishedPort(address.ToString(), socket.Port, 0);
}
