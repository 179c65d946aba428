using System.Globalization;
using System.Net;
using ContainerState.Errors;

namespace ContainerState.Networks;

/// <summary>The host's ports that are taken already. Callers hold the host's lock.</summary>
internal static class HostPorts
{
    private const string Listening = "0A";

    /// <summary>Refuses ports that another server publishes, or a program of the host listens on.</summary>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.PortInUse"/>: One is.</exception>
    public static void RequireFree(IReadOnlyList<PublishedPort> wanted, IReadOnlyList<Slot> used)
    {
        if (wanted.Count == 0)
        {
            return;
        }
        var listeners = Listeners("tcp").Concat(Listeners("tcp6")).ToList();
        foreach (var port in wanted)
        {
            if (used.FirstOrDefault(slot => slot.Access.Published.Any(port.Overlaps)) is { } other)
            {
                throw NetworkFaults.PortInUse(port.Address, port.HostPort, $"server {other.Name}");
            }
            if (listeners.Exists(port.Overlaps))
            {
                throw NetworkFaults.PortInUse(port.Address, port.HostPort, "a program on this host");
            }
        }
    }

    private static IEnumerable<PublishedPort> Listeners(string protocol)
    {
        // proc(5), net/tcp: 2 local address and port in hex, 4 state. The address is in words of the processor's order.
        var file = $"/proc/net/{protocol}";
        foreach (var line in File.Exists(file) ? File.ReadLines(file).Skip(1) : [])
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 3 && fields[3] == Listening && fields[1].Split(':') is [var address, var port] && Read(address) is { } found)
            {
                yield return new(found, int.Parse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture), 0);
            }
        }
    }

    private static string? Read(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        for (var word = 0; BitConverter.IsLittleEndian && word < bytes.Length; word += 4)
        {
            Array.Reverse(bytes, word, 4);
        }
        var address = new IPAddress(bytes);
        // A listener on :: takes IPv4 as well, unless it said that it does not, which is not to be seen here.
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString()
            : address.Equals(IPAddress.IPv6Any) ? PublishedPort.AllAddresses
            : bytes.Length == 4 ? address.ToString() : null;
    }
}
