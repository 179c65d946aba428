using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ContainerState.Errors;

namespace ContainerState.Reports;

/// <summary>Where numbers are handed out: an address and a port of this host.</summary>
public static class MetricsEndpoint
{
    /// <summary>Reads <c>9101</c>, <c>127.0.0.1:9101</c> or <c>[::1]:9101</c>. A port alone is one of 127.0.0.1.</summary>
    /// <exception cref="InvalidNameException">It is something else.</exception>
    public static IPEndPoint Parse(string text)
    {
        // A number alone would be an address to .NET.
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return port is > 0 and <= IPEndPoint.MaxPort ? new(IPAddress.Loopback, port) : throw Refused(text);
        }
        return text.LastIndexOf(':') is > 0 and var colon && IPEndPoint.TryParse(text, out var endpoint) && endpoint.Port > 0 && IsWhole(text[..colon], endpoint)
            ? endpoint
            : throw Refused(text);
    }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="InvalidNameException">This host does not have the address.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.PortInUse"/>: The port is taken.</exception>
    internal static TcpListener Listen(IPEndPoint endpoint)
    {
        var listener = new TcpListener(endpoint);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException fault)
        {
            listener.Dispose();
            throw fault.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => new ContainerStateException(
                    ErrorId.PortInUse, $"{endpoint} is used by another program.", "Listen on another port, or stop what uses it.", endpoint.ToString(), fault),
                SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported => Refused(endpoint.ToString()),
                _ => new IOException($"{endpoint} cannot be listened on: {fault.Message}", fault),
            };
        }
    }

    // 1:80 is 0.0.0.1:80 to .NET, and ::1 an address without a port.
    private static bool IsWhole(string address, IPEndPoint endpoint) =>
        endpoint.AddressFamily == AddressFamily.InterNetworkV6 ? address is ['[', .., ']'] : address == endpoint.Address.ToString();

    private static InvalidNameException Refused(string text) => new("address to listen on", text, "a port, or an address of this host and a port, such as 127.0.0.1:9101 or [::1]:9101");
}
